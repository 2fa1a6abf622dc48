package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.RunRequest.Choice;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;

/**
 * The numbered rules of sending one row, each from end to end: a start against a server with books of its own. Their finer
 * points are in {@code dispatch} and {@code task}, where time is an argument.
 */
class SendingProtocolTest {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop rows(String rows) throws IOException {
        return new Workshop(folder, server).rows(rows);
    }

    private static Ended done(Ended ended) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        return ended;
    }

    @Test
    void rule1AClaimIsCommittedBeforeItsSend() throws IOException {
        Workshop workshop = rows("a b c");
        List<String> unclaimed = Collections.synchronizedList(new ArrayList<>());
        server.plan(seen -> {
            if (seen.isSend() && !claimed(workshop, Objects.requireNonNull(seen.taskId()))) {
                unclaimed.add(seen.taskId());
            }
            return Fault.NONE;
        });

        done(workshop.start());
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(unclaimed).isEmpty();
    }

    /** Looks into a copy of the store, as a process that is started after a crash at this moment would. */
    private boolean claimed(Workshop workshop, String taskId) {
        try {
            Path copy = Files.createTempDirectory(folder, "copy");
            Workshop.copyAtRest(workshop.store(), copy);
            try (Connection connection =
                    DriverManager.getConnection("jdbc:h2:file:" + copy.resolve("store"), "handinger", "")) {
                return new JdbcTemplate(new SingleConnectionDataSource(connection, true))
                        .queryForList("select state from ledger_work where task_id = ?", String.class, taskId)
                        .equals(List.of("S"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rule1ADrainGivesUnsentClaimsBack() throws IOException {
        Workshop workshop =
                rows(Workshop.numbered(40)).set("limits.concurrency", "8").set("limits.requestsPerMinute", "600");
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofMinutes(5)).plan(seen -> {
            stop.stop("enough");
            return Fault.NONE;
        });
        RunRequest request =
                new Ask(workshop.request()).grace(Duration.ofMillis(300)).request();

        assertThat(workshop.start(request, stop).exit()).isEqualTo(ExitCode.STOPPED);
        long pending = workshop.<Long>looking(
                jdbc -> jdbc.queryForObject("select count(*) from ledger_work where state = 'P'", Long.class));
        assertThat(pending).isEqualTo(40 - server.books().turns());
    }

    @Test
    void rule2OnlyWhatIsKnownNotToHaveRunIsSentAgain() throws IOException {
        Workshop workshop = rows("paid-502 paid-cut paid-silent limited refused-503 reset")
                .set("limits.concurrency", "6")
                .set("api.timeout", "2s");
        server.plan(seen -> seen.nthSend() != 1
                ? Fault.NONE
                : switch (word(seen)) {
                    case "paid-502" -> new Fault.ErrorAfter(502);
                    case "paid-cut" -> new Fault.TruncatedAfter();
                    case "paid-silent" -> new Fault.SilenceAfter();
                    case "limited" -> new Fault.RateLimit("0");
                    case "refused-503" -> new Fault.ErrorBefore(503, "not now");
                    default -> new Fault.ResetBefore();
                });

        done(workshop.start());
        Books books = server.books();
        assertThat(books.paidTwice()).isEmpty();
        assertThat(books.tasks())
                .hasSize(6)
                .allSatisfy(task -> assertThat(books.sends(task.id()))
                        .as(task.turns().get(0).input())
                        .isEqualTo(task.turns().get(0).input().contains("paid") ? 1 : 2));
    }

    private static String word(Sighting seen) {
        return seen.body().replaceAll(".*Say word-|\".*", "");
    }

    @Test
    void rule3ATaskThatVanishesAfterA2xxIsLostAndItsAnswerKept() throws IOException {
        // The first row goes alone and is readable; what is tested happens to the second.
        AtomicReference<String> first = new AtomicReference<>();
        server.plan(seen -> {
            first.compareAndSet(null, seen.taskId());
            boolean second = !Objects.equals(first.get(), seen.taskId());
            return second && !seen.isSend() ? new Fault.ErrorBefore(404, "no such task") : Fault.NONE;
        });
        Ended ended = rows("a b").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(server.books().tasks()).allMatch(task -> server.books().sends(task.id()) == 1);
        JsonNode failed =
                Workshop.lines(ended.directory().resolve("failed.jsonl")).get(0);
        assertThat(failed.path("_error").path("class").asString()).isEqualTo("lost");
        assertThat(Files.readString(ended.directory().resolve("results.csv"))).contains("done: Say word-b");
    }

    @Test
    void rule4OnlyAJson404AtBothEndsOfTheGraceIsAbsent() throws IOException {
        Workshop workshop = onAKnownServer("a");
        List<Fault> proveNothing = new ArrayList<>(
                List.of(new Fault.Html404(), new Fault.ErrorBefore(503, "not now"), new Fault.RateLimit("0")));
        List<Long> absences = Collections.synchronizedList(new ArrayList<>());
        List<Long> sends = Collections.synchronizedList(new ArrayList<>());
        server.plan(seen -> {
            (seen.isSend() ? sends : absences).add(System.nanoTime());
            if (seen.isSend()) {
                return seen.nthSend() == 1 ? new Fault.ResetBefore() : Fault.NONE;
            }
            if (sends.size() == 1 && !proveNothing.isEmpty()) {
                absences.remove(absences.size() - 1);
                return proveNothing.remove(0);
            }
            return Fault.NONE;
        });

        done(workshop.start());
        assertThat(proveNothing).isEmpty();
        assertThat(sends).hasSize(2);
        List<Long> before =
                absences.stream().filter(at -> at - sends.get(1) < 0).toList();
        assertThat(before).hasSizeGreaterThanOrEqualTo(2);
        assertThat(before.get(before.size() - 1) - sends.get(0)).isGreaterThanOrEqualTo(GRACE.toNanos());
    }

    @Test
    void rule4NothingIsSentAgainWithAKeyThatSeesNothing() throws IOException {
        Workshop workshop = rows("a b c");
        done(workshop.start(ask -> ask.rows(1, 1)));
        mark(workshop, 2, "tsk_in-doubt-00002");
        mark(workshop, 3, "tsk_in-doubt-00003");
        server.foreignKey(true);

        assertThat(workshop.start().exit()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(server.books().turns()).isOne();
        server.foreignKey(false);
        done(workshop.start());
        assertThat(server.books().turns()).isEqualTo(3);
    }

    /** It knows no task of its own yet; those of the run before prove as much. */
    @Test
    void rule4NothingOfAYoungRunIsSentAgainWithAKeyThatSeesNothing() throws IOException {
        Workshop workshop = rows("a b c");
        done(workshop.start());
        server.plan(seen -> seen.isSend() ? new Fault.Deny(402) : Fault.NONE);
        assertThat(workshop.start(ask -> ask.choice(RunRequest.Choice.NEW)).exit())
                .isEqualTo(ExitCode.CREDITS);
        server.plan(FaultPlan.NONE);
        mark(workshop, 2, "tsk_in-doubt-00005");
        server.foreignKey(true);

        assertThat(workshop.start().exit()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(server.books().turns()).isEqualTo(3);
        server.foreignKey(false);
        done(workshop.start());
        assertThat(server.books().turns()).isEqualTo(6);
    }

    @Test
    void rule4AWorkerThatTheKeyDoesNotSeeFailsNoRow() throws IOException {
        Workshop workshop = rows("a b c d e f");
        server.workers("another");
        Ended refused = workshop.start();
        assertThat(refused.exit()).as(refused.said()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(refused.said()).contains("worker.id");
        server.workers();

        done(workshop.start());
        assertThat(server.books().turns()).isEqualTo(6);
    }

    @Test
    void rule5ADoubtedRowIsLookedUpBeforeEachFurtherSendAndBeforeItFails() throws IOException {
        Workshop workshop = onAKnownServer("a");
        int before = server.books().asked();
        server.plan(FaultPlan.sends(
                new Fault.ResetBefore(), new Fault.RateLimit("0"), new Fault.ErrorBefore(422, "too odd")));
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.ROWS);

        List<Sighting> all = server.books().requests();
        List<Sighting> asked = all.subList(before, all.size());
        assertThat(asked.stream().filter(Sighting::isSend)).hasSize(3);
        for (int i = 1; i < asked.size(); i++) {
            if (asked.get(i).isSend()) {
                assertThat(asked.get(i - 1).isSend()).as("before send " + i).isFalse();
            }
        }
        assertThat(asked.get(asked.size() - 1).isSend()).isFalse();
    }

    @Test
    void rule6OnStartOnlyRowsInDoubtAreLookedUp() throws IOException {
        Workshop workshop = rows(Workshop.numbered(22));
        Ended first = done(workshop.start(ask -> ask.rows(1, 20)));
        List<String> ids = Workshop.lines(first.directory().resolve("results.jsonl")).stream()
                .map(line -> line.path("task_id").asString())
                .toList();
        workshop.looking(jdbc -> jdbc.update("update ledger_work set state = 'S' where number in (19, 20)"));
        int before = server.books().asked();

        done(workshop.start());
        List<Sighting> asked = server.books().requests();
        List<Sighting> second = asked.subList(before, asked.size());
        assertThat(second.stream().filter(Sighting::isSend)).hasSize(2).noneMatch(seen -> ids.contains(seen.taskId()));
        Set<String> read = second.stream()
                .filter(seen -> !seen.isSend())
                .map(seen -> String.valueOf(seen.taskId()))
                .filter(ids::contains)
                .collect(Collectors.toSet());
        assertThat(read).contains(ids.get(18), ids.get(19)).hasSizeLessThanOrEqualTo(2 + 5);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void rule7IdsAreDigestsSoThatALostLedgerOfANamedRunBuysNothingAgain() throws IOException {
        Workshop workshop = rows("a b c");
        done(workshop.start(ask -> ask.id("monday")));
        List<String> ids = server.books().tasks().stream().map(Books.Task::id).toList();
        assertThat(ids).hasSize(3).allMatch(id -> id.matches("tsk_[A-Za-z0-9_-]{14}"));
        Files.delete(Path.of(workshop.store() + ".mv.db"));

        Ended again = workshop.start(ask -> ask.id("monday"));
        assertThat(again.exit()).as(again.said()).isIn(ExitCode.DONE, ExitCode.DECISION);
        assertThat(server.books().tasks().stream().map(Books.Task::id)).isEqualTo(ids);
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void rule7WhatIsAdoptedMustBeOurs() throws Exception {
        Workshop workshop = rows("a b c");
        done(workshop.start(ask -> ask.rows(1, 1)));
        mark(workshop, 2, "tsk_of-others-0002");
        buy("tsk_of-others-0002", "Something else");

        assertThat(workshop.start().exit()).isEqualTo(ExitCode.FATAL);
    }

    @Test
    void rule8TurnsBeyondTheExpectedOneAreRecordedAsSurplus() throws Exception {
        Workshop workshop = rows("a b");
        done(workshop.start(ask -> ask.rows(1, 1)));
        mark(workshop, 2, "tsk_paid-twice-002");
        buy("tsk_paid-twice-002", "Say word-b");
        buy("tsk_paid-twice-002", "Say word-b");

        Ended ended = done(workshop.start());
        assertThat(ended.summary().surplusTurns()).isOne();
        assertThat(ended.summary().credits().spent()).isEqualTo(server.books().credits());
    }

    @Test
    void rule9TheFirstRowGoesAloneAndOneTaskIsTheMostThatAServerWithoutClientIdsCosts() throws IOException {
        server.ignoresIds(true);
        Workshop workshop = rows("a b c d e");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(server.books().turns()).isOne();

        Ended later = workshop.start();
        assertThat(later.exit()).as(later.said()).isEqualTo(ExitCode.FATAL);
        assertThat(server.books().turns()).isOne();
    }

    @Test
    void rule10AChangedRowInDoubtSettlesUnderItsOldInputFirst() throws Exception {
        Workshop workshop = rows("a b c");
        done(workshop.start(ask -> ask.rows(1, 1)));
        mark(workshop, 2, "tsk_in-doubt-00002");
        mark(workshop, 3, "tsk_in-doubt-00003");
        buy("tsk_in-doubt-00002", "Say word-b");

        Ended ended = done(workshop.rows("a b=new c=other").start(ask -> ask.choice(Choice.ACCEPT_CHANGES)));
        assertThat(server.books().tasks().stream()
                        .map(task -> task.turns().get(0).input()))
                .containsExactly("Say word-a", "Say word-b", "Say new", "Say other");
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(server.books().credits());
    }

    /** A row before those was sent, so that it is known that the server keeps ids. */
    private Workshop onAKnownServer(String rows) throws IOException {
        Workshop workshop = rows("known " + rows);
        done(workshop.start(ask -> ask.rows(1, 1)));
        return workshop;
    }

    /** The process died when the mark of the row was on disk. */
    private static void mark(Workshop workshop, int number, String taskId) {
        workshop.looking(jdbc -> jdbc.update(
                "update ledger_work w set state = 'S', sends = 1, task_id = ?, settings_no ="
                        + " (select settings_no from ledger_run r where r.run_no = w.run_no) where number = ?"
                        + " and run_no = (select max(run_no) from ledger_run)",
                taskId,
                number));
    }

    private void buy(String taskId, String input) throws IOException, InterruptedException {
        String body =
                "{\"workerId\":\"wrk_1\",\"taskId\":\"" + taskId + "\",\"input\":\"" + input + "\",\"budget\":\"low\"}";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.url().resolve("/api/tasks"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
