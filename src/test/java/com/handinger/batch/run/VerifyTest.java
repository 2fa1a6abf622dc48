package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Audits.Audited;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The audit against a server whose books are known: what it finds, what it corrects, and that it only reads. */
class VerifyTest {

    private final FaultServer server = FaultServer.create().start();

    private final Workshop workshop;
    private final Audits audits;

    VerifyTest(@TempDir Path folder) {
        workshop = Audits.workshop(folder, server);
        audits = new Audits(workshop);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aCleanRunIsCleanAndNothingIsSent() throws IOException {
        Ended run = workshop.rows("a b c").start();
        byte[] results = Files.readAllBytes(run.directory().resolve("results.jsonl"));
        int before = server.books().requests().size();

        Audited audited = audits.verify();

        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.said()).contains("the server agrees with the ledger in all of 3 attempts");
        List<Sighting> reads = server.books()
                .requests()
                .subList(before, server.books().requests().size());
        assertThat(reads).hasSize(3).allMatch(seen -> seen.method().equals("GET"));
        assertThat(audited.findings()).isEmpty();
        assertThat(Files.readAllBytes(run.directory().resolve("results.jsonl"))).isEqualTo(results);
        JsonNode audit = audited.summary().path("audit");
        assertThat(audit.path("attempts").asLong()).isEqualTo(3);
        assertThat(audit.path("credits").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(9);
        assertThat(audit.path("findings").asLong()).isZero();
        assertThat(Workshop.json(workshop.start().directory().resolve("summary.json"))
                        .path("audit"))
                .as("a start that finds nothing to do leaves it")
                .isEqualTo(audit);
    }

    @Test
    void surplusTurnsAreFoundPricedAndBooked() throws Exception {
        Ended run = workshop.rows("a b c").start();
        audits.buy(server, audits.taskOf("b"), "Say word-b");
        audits.buy(server, audits.taskOf("b"), "Say word-b");

        Audited audited = audits.verify();

        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds()).containsExactly("b surplus_turns");
        JsonNode finding = audited.findings().get(0);
        assertThat(finding.path("surplus_turns").asInt()).isEqualTo(2);
        assertThat(finding.path("credits").asLong()).isEqualTo(6);
        assertThat(finding.path("row").asLong()).isEqualTo(2);
        assertThat(finding.path("task_id").asString()).isEqualTo(audits.taskOf("b"));
        assertThat(audited.said())
                .contains("row 2, key b")
                .contains("Surplus: 2 turns, 6 credits")
                .contains("15 credits spent");
        assertThat(audited.summary().path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(15);
        assertThat(audited.summary().path("surplus_turns").asLong()).isEqualTo(2);
        JsonNode line = Workshop.lines(run.directory().resolve("results.jsonl")).get(1);
        assertThat(line.path("credits").asLong())
                .as("the files follow the ledger")
                .isEqualTo(9);
        assertThat(line.path("output_text").asString()).isEqualTo("done: Say word-b");

        assertThat(audits.verify().kinds()).as("what is surplus stays surplus").containsExactly("b surplus_turns");
    }

    /** No start goes on with a row that left the input, so that none is promised. */
    @Test
    void aRowThatLeftTheInputUnsentIsNotWaitedFor() throws Exception {
        server.plan(seen -> seen.body().contains("word-b") ? new Fault.TaskFails() : Fault.NONE);
        workshop.rows("a b").start();
        int before = server.books().requests().size();
        server.plan(seen -> seen.isSend() ? new Fault.RateLimit("300") : Fault.NONE);
        StopSwitch stop = new StopSwitch();
        Reopening retry = new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false);
        CompletableFuture<Ended> again =
                CompletableFuture.supplyAsync(() -> workshop.reopen(retry, stop), Workshop.ASIDE);
        Awaitility.await()
                .until(() -> server.books().requests().stream().skip(before).anyMatch(Sighting::isSend));
        stop.stop("enough");
        assertThat(again.join().exit()).isEqualTo(ExitCode.STOPPED);
        server.plan(FaultPlan.NONE);
        assertThat(audits.verify().said()).contains("1 attempt is of a row that is not done yet");

        Ended rest = workshop.rows("a").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(rest.exit()).as(rest.said()).isEqualTo(ExitCode.DONE);
        assertThat(audits.verify().said())
                .contains("the server agrees with the ledger in all of 3 attempts")
                .doesNotContain("not done yet");
    }

    @Test
    void aTaskThatIsGoneIsMissingOnlyAfterTheGrace() throws IOException {
        workshop.rows("a b c").start();
        String gone = audits.taskOf("b");
        AtomicInteger asked = new AtomicInteger();
        server.plan(seen -> gone.equals(seen.taskId()) && asked.incrementAndGet() == 1 ? absent() : Fault.NONE);
        assertThat(audits.verify().exit()).as("absent once proves nothing").isZero();
        assertThat(asked).hasValue(2);

        server.plan(seen -> gone.equals(seen.taskId()) ? absent() : Fault.NONE);
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds()).containsExactly("b missing");
        assertThat(audited.findings().get(0).path("credits").asLong()).isEqualTo(3);
        assertThat(audited.summary().path("rows").path("completed").asLong())
                .as("no row changes")
                .isEqualTo(3);
    }

    @Test
    void whatProvesNothingIsAskedAgain() throws IOException {
        workshop.rows("a b c d e").start();
        AtomicInteger reads = new AtomicInteger();
        List<Fault> inTurn = List.of(
                new Fault.Html404(),
                new Fault.ErrorBefore(500, "tired"),
                new Fault.RateLimit("0"),
                new Fault.ResetBefore(),
                new Fault.Raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        server.plan(seen -> {
            int nth = reads.getAndIncrement();
            return nth < inTurn.size() ? inTurn.get(nth) : Fault.NONE;
        });
        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(reads).hasValue(10);
    }

    @Test
    void anotherWorkersTaskAndAChangedLedgerAreFound() throws IOException {
        workshop.rows("a b c d").start();
        workshop.looking(jdbc -> {
            jdbc.update("update ledger_settings set worker = 'wrk_2'");
            jdbc.update("update ledger_answer set credits = 5 where task_id = ?", audits.taskOf(jdbc, "b"));
            jdbc.update(
                    "update ledger_answer set outcome = 'F', error_kind = 'error', error_message = 'x' where task_id = ?",
                    audits.taskOf(jdbc, "c"));
            return jdbc.update("update ledger_work set state = 'F' where task_id = ?", audits.taskOf(jdbc, "c"));
        });
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds())
                .containsExactlyInAnyOrder(
                        "a other_worker",
                        "b other_worker",
                        "b different_credits",
                        "c other_worker",
                        "c different_status",
                        "d other_worker");
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(12);
    }

    @Test
    void tasksThatTheLedgerThinksWereNeverTakenAreFound() throws Exception {
        server.plan(seen -> seen.isSend() && seen.body().contains("word-refused")
                ? new Fault.ErrorBefore(422, "too odd")
                : Fault.NONE);
        workshop.rows("good refused").start();
        server.plan(FaultPlan.NONE);
        audits.buy(server, audits.taskOf("refused"), "Say word-refused");

        Audited audited = audits.verify();

        assertThat(audited.kinds()).containsExactly("refused unexpected");
        assertThat(audited.said()).contains("failed (refused) and never taken, and the server has the task");
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(6);
        assertThat(audited.summary().path("rows").path("failed").asLong()).isEqualTo(1);
    }

    @Test
    void aPendingRowWhoseTaskExistsIsLookedUpBeforeItIsSent() throws Exception {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            stop.stop("enough");
            return new Fault.ErrorBefore(429, "slow down");
        });
        workshop.rows("a b c").start(workshop.request(), stop);
        String task = audits.taskOf("a");
        server.plan(FaultPlan.NONE);
        audits.buy(server, task, "Say word-a");

        Audited audited = audits.verify();
        assertThat(audited.kinds()).as(audited.said()).containsExactly("a unexpected");
        assertThat(audited.summary().path("rows").path("pending").asLong()).isEqualTo(3);
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(3);

        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent())
                .isEqualTo(server.books().credits())
                .isEqualTo(9);
        assertThat(audits.verify().exit()).isZero();
    }

    @Test
    void removedAndChangedRowsStayOnTheBooks() throws IOException {
        workshop.rows("a b c").start();
        workshop.rows("a=other b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(server.books().turns()).isEqualTo(4);

        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.summary().path("audit").path("attempts").asLong()).isEqualTo(4);
        assertThat(audited.summary().path("audit").path("credits").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(12);

        Ended back = workshop.rows("a b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(back.exit()).as(back.said()).isEqualTo(ExitCode.DONE);
        assertThat(back.summary().attempts()).isEqualTo(4);
        assertThat(back.summary().credits().spent()).isEqualTo(12);
        assertThat(audits.verify().exit()).as("changed back").isZero();
    }

    @Test
    void anIdThatWasSentUnderAnEarlierInputIsStillLookedFor() throws Exception {
        long before = knownServer();
        workshop.set("resend.attempts", "20").set("limits.concurrency", "1").rows("a b");
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            if (seen.isSend() && seen.nthSend() == 1) {
                return new Fault.ResetBefore();
            }
            stop.stop("enough");
            return seen.isSend() ? new Fault.ResetBefore() : absent();
        });
        workshop.start(workshop.request(), stop);
        String first = audits.taskOf("a");
        server.plan(FaultPlan.NONE);
        Ended ended = workshop.rows("a=other b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(audits.taskOf("a")).isNotEqualTo(first);
        audits.buy(server, first, "Say word-a");

        Audited audited = audits.verify();
        assertThat(audited.kinds()).as(audited.said()).containsExactly("a unexpected");
        assertThat(audited.findings().get(0).path("task_id").asString()).isEqualTo(first);
        assertThat(audited.summary().path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits() - before);
    }

    /** A run before this one found out that the server keeps ids; what it cost. */
    private long knownServer() throws IOException {
        assertThat(workshop.rows("known").start().exit()).isEqualTo(ExitCode.DONE);
        return server.books().credits();
    }

    @Test
    void aRequestThatTheNetworkHeldBackIsShownWithItsCost() throws IOException {
        long before = knownServer();
        server.plan(FaultPlan.sends(new Fault.Late(Duration.ofSeconds(3)))).credits(input -> 4);
        Ended run = workshop.rows("a").start();
        assertThat(run.exit()).as(run.said()).isEqualTo(ExitCode.DONE);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> server.books().turns() == 3);

        Audited audited = audits.verify();
        assertThat(audited.kinds()).as(audited.said()).containsExactly("a surplus_turns");
        assertThat(audited.said()).contains("2 turns instead of 1: 4 credits of 8 are surplus");
        assertThat(audited.summary().path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits() - before)
                .isEqualTo(8);
    }

    @Test
    void itAgreesWithTheServersBooksAfterAMiserableRun() throws IOException {
        SplittableRandom random = new SplittableRandom(20261122);
        List<Fault> faults = List.of(
                new Fault.ErrorBefore(503, "tired"),
                new Fault.ErrorAfter(502),
                new Fault.ResetBefore(),
                new Fault.ResetAfter(),
                new Fault.BrokenJsonAfter(),
                new Fault.TruncatedAfter(),
                new Fault.Late(Duration.ofMillis(2500)),
                new Fault.RateLimit("0"),
                new Fault.TaskFails());
        server.credits(input -> 1 + Math.floorMod(input.hashCode(), 5)).plan(seen -> {
            synchronized (random) {
                return seen.isSend() && random.nextInt(4) == 0 ? faults.get(random.nextInt(faults.size())) : Fault.NONE;
            }
        });
        workshop.rows(Workshop.numbered(80)).set("resend.attempts", "20").start();
        server.plan(FaultPlan.NONE);
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> server.books().tasks().size() == 80);

        Audited audited = audits.verify();
        assertThat(audited.findings().stream()
                        .filter(f -> f.path("surplus_turns").asInt() > 0))
                .as(audited.said())
                .hasSameSizeAs(server.books().paidTwice());
        JsonNode summary = audited.summary();
        assertThat(summary.path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits());
        assertThat(summary.path("audit").path("turns").asLong())
                .isEqualTo(server.books().turns());
        assertThat(summary.path("audit").path("tasks").asLong()).isEqualTo(80);
        assertThat(summary.path("surplus_turns").asLong())
                .isEqualTo(server.books().turns() - 80L);
        assertThat(audited.findings()).hasSameSizeAs(server.books().paidTwice());
    }

    @Test
    void aRunThatIsNotFinishedSaysWhatIsOpen() throws IOException {
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofSeconds(2)).plan(seen -> {
            if (server.books().turns() >= 3) {
                stop.stop("enough");
            }
            return Fault.NONE;
        });
        workshop.set("limits.concurrency", "4").rows("a b c d e f g h");
        workshop.start(new Workshop.Ask(workshop.request()).grace(Duration.ZERO).request(), stop);
        server.plan(FaultPlan.NONE);
        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.said()).contains("not done yet (not sent, or under way)", "Exit code ");
        Books.Task any = Objects.requireNonNull(server.books().tasks().get(0));
        assertThat(any.turns()).hasSize(1);
    }

    private static Fault absent() {
        return new Fault.ErrorBefore(404, "no such task");
    }
}
