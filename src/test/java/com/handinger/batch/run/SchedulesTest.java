package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code task.when}: a schedule per row, each made once whatever becomes of the answers. */
class SchedulesTest {

    private static final CostQuestion YES = new CostQuestion() {
        @Override
        public @Nullable String answer(String plan) {
            return "none";
        }

        @Override
        public boolean agrees(String plan) {
            return true;
        }
    };

    @TempDir
    private Path folder = Path.of("");

    private final FaultServer server = FaultServer.create().start();

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop weekly() {
        return new Workshop(folder, server)
                .set("task.when.type", "cron")
                .set("task.when.cron", "0 8 * * 1")
                .set("limits.concurrency", "8")
                .asking(YES);
    }

    private Workshop once() {
        return new Workshop(folder, server)
                .set("task.when.type", "delayed")
                .set("task.when.delayInSeconds", "3600")
                .set("limits.concurrency", "8");
    }

    private List<String> inputs() {
        return server.schedules().all().stream().map(Schedules.Schedule::input).toList();
    }

    /** The first so many sends of rows whose text fits. */
    private void lose(int sends, Predicate<String> body, Fault fault) {
        AtomicInteger left = new AtomicInteger(sends);
        server.plan(seen ->
                seen.makesSchedule() && body.test(seen.body()) && left.getAndDecrement() > 0 ? fault : Fault.NONE);
    }

    @Test
    void everyRowBecomesOneScheduleAndASecondStartMakesNone() throws IOException {
        Workshop job = weekly().rows(Workshop.numbered(20));
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inputs()).hasSize(20).doesNotHaveDuplicates();
        assertThat(ended.summary().requests().sent()).isEqualTo(20);
        List<JsonNode> lines = Workshop.lines(ended.directory().resolve("results.jsonl"));
        assertThat(lines)
                .extracting(line -> line.path("schedule_id").asString())
                .containsExactlyInAnyOrderElementsOf(server.schedules().all().stream()
                        .map(Schedules.Schedule::id)
                        .toList());
        assertThat(lines.get(0).path("worker_id").asString()).isEqualTo("wrk_1");
        assertThat(lines.get(0).path("task_id").isNull()).isTrue();
        assertThat(Files.readAllLines(ended.directory().resolve("results.csv")).get(0))
                .endsWith("url,error,schedule_id,worker_id");

        int asked = server.books().asked();
        assertThat(job.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().asked()).isEqualTo(asked);
        assertThat(server.schedules().made()).isEqualTo(20);
    }

    @Test
    void whatRepeatsIsAgreedToFirst() throws IOException {
        Workshop job = weekly().rows("r1 r2").asking(CostQuestion.NOBODY);
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("2 rows become schedules (cron 0 8 * * 1)", "--yes");
        assertThat(server.schedules().made()).isZero();
        assertThat(job.asking(YES).start().exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whateverHappensToTheAnswerThereIsOneOfEach() throws IOException {
        AtomicInteger sends = new AtomicInteger();
        List<Fault> faults = List.of(
                new Fault.ResetAfter(),
                new Fault.ErrorAfter(502),
                Fault.NONE,
                new Fault.ResetBefore(),
                new Fault.RateLimit(""),
                new Fault.ErrorBefore(503, "away"));
        server.plan(seen -> {
            int send = seen.makesSchedule() ? sends.getAndIncrement() : faults.size();
            return send < faults.size() ? faults.get(send) : Fault.NONE;
        });
        Workshop.Ended ended =
                weekly().rows("r1 r2 r3=same r4=same r5=same r6 r7 r8").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(8);
        assertThat(Workshop.lines(ended.directory().resolve("results.jsonl")))
                .extracting(line -> line.path("schedule_id").asString())
                .doesNotHaveDuplicates()
                .hasSize(8);
    }

    @Test
    void withoutAProofThatItWouldBeSeenNothingIsSentAgain() throws IOException {
        lose(1, body -> true, new Fault.ResetBefore());
        Workshop job = weekly().rows("r1");
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(server.schedules().made()).isZero();
        JsonNode failed =
                Workshop.lines(ended.directory().resolve("failed.jsonl")).get(0);
        assertThat(failed.path("_error").path("class").asString()).isEqualTo("unresolved");
        assertThat(failed.path("_error").path("message").asString()).contains("an absence proves nothing");
        assertThat(failed.path("_error").path("attempts").intValue()).isEqualTo(1);

        Workshop.Ended again = job.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));
        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(1);
    }

    @Test
    void whatRunsOnceIsNeverSentAgain() throws IOException {
        lose(1, body -> body.contains("word-r1\""), new Fault.ResetBefore());
        Workshop.Ended ended = once().rows("r1 r2 r3").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(inputs()).containsExactlyInAnyOrder("Say word-r2", "Say word-r3");
        JsonNode failed =
                Workshop.lines(ended.directory().resolve("failed.jsonl")).get(0);
        assertThat(failed.path("_error").path("message").asString()).contains("it may have run and left the list");
    }

    /** The folder tells what the list of schedules cannot, and no option is offered that schedules refuse. */
    @Test
    void resultsOfARunThatTheStoreDoesNotKnowMakeNoScheduleAgain() throws IOException {
        Workshop job = once().rows("r1 r2 r3 r4 r5 r6 r7 r8");
        job.start(ask -> ask.id("monday").rows(7, 8));
        Files.delete(Path.of(job.store() + ".mv.db"));

        Workshop.Ended ended = job.start(ask -> ask.id("monday"));

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said())
                .contains("monday is there already", "schedule list", "another --run-id")
                .doesNotContain("--adopt");
        assertThat(inputs()).containsExactlyInAnyOrder("Say word-r7", "Say word-r8");
    }

    /** Wherever the start that was lost had begun. */
    @Test
    void aScheduleOfAnyRowTellsOfALostLedger() throws IOException {
        Workshop job = once().rows("r1 r2 r3 r4 r5 r6 r7 r8");
        job.start(ask -> ask.id("monday").rows(7, 7));
        FileSystemUtils.deleteRecursively(folder.resolve("runs"));

        Workshop.Ended ended = job.start(ask -> ask.id("monday"));

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("a schedule like the one of row 7", "Nothing was sent");
        assertThat(inputs()).containsExactly("Say word-r7");
    }

    @Test
    void whatWasThereBeforeIsNotTaken() throws IOException {
        JsonNode like = JsonMapper.shared()
                .readTree(
                        "{\"input\":\"Say word-r1\",\"budget\":\"low\",\"when\":{\"type\":\"cron\",\"cron\":\"0 8 * * 1\"}}");
        server.schedules().make("wrk_1", like);
        Workshop.Ended named = weekly().rows("r1").start(ask -> ask.id("monday"));
        assertThat(named.exit()).as(named.said()).isEqualTo(ExitCode.DECISION);
        assertThat(named.said()).contains("has a schedule like the one of row 1");
        lose(1, body -> body.contains("word-r1\""), new Fault.ResetAfter());
        Workshop.Ended ended = weekly().rows("r1").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.lines(ended.directory().resolve("results.jsonl"))
                        .get(0)
                        .path("schedule_id")
                        .asString())
                .isEqualTo(server.schedules().all().get(1).id());
    }

    @Test
    void aForeignOneThatAppearsMeanwhileLeavesTheRowToAPerson() throws IOException {
        server.plan(seen -> {
            if (seen.makesSchedule()) {
                server.schedules().make("wrk_1", JsonMapper.shared().readTree(seen.body()));
                return new Fault.ResetAfter();
            }
            return Fault.NONE;
        });
        Workshop.Ended ended = weekly().rows("r1").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(ended.said()).contains("1 row");
        assertThat(Files.readString(ended.directory().resolve("failed.jsonl"))).contains("2 schedules like it");
    }

    @Test
    void aListThatCannotBeReadWholeHoldsEverything() throws IOException {
        server.plan(seen -> seen.ofSchedules() && !seen.makesSchedule()
                ? new Fault.ErrorBefore(200, "application/json", "{\"schedules\":[],\"nextCursor\":\"x\"}", Map.of())
                : Fault.NONE);
        Workshop.Ended ended = weekly().rows("r1").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said()).contains("cannot be read whole");
        assertThat(server.schedules().made()).isZero();
    }

    @Test
    void aRunIsOfOneKindAndKeepsWhatItMade() throws IOException {
        Workshop job = once().rows("r1 r2");
        assertThat(job.start().exit()).isEqualTo(ExitCode.DONE);

        Workshop.Ended changed = job.rows("r1=new r2").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(changed.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(changed.said()).contains("schedule cancel --from");

        Workshop.Ended added = job.rows("r1 r2 r3").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(added.exit()).as(added.said()).isEqualTo(ExitCode.DONE);
        assertThat(inputs()).hasSize(3);

        job.unset("task.when.type").unset("task.when.delayInSeconds");
        Workshop.Ended kind = job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(kind.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(kind.said()).contains("a run is of one kind");
    }

    @Test
    void aBadValueRejectsItsRow() throws IOException {
        Workshop job = once().set("task.when.delayInSeconds", "{{text}}").rows("r1=60 r2=soon");
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).isEqualTo(ExitCode.ROWS);
        assertThat(Files.readString(ended.directory().resolve("rejected.jsonl")))
                .contains("task.when.delayInSeconds renders to \\\"soon\\\"");
        assertThat(server.schedules().made()).isEqualTo(1);
    }

    @Test
    void whatTheServerRefusesAsAWholeFailsNoRow() throws IOException {
        Fault refused = new Fault.ErrorBefore(422, "when.cron: no such time");
        server.plan(seen -> seen.makesSchedule() ? refused : Fault.NONE);
        Workshop job = weekly().rows("r1 r2=same r3=same r4=same r5=same r6=same");
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said()).contains("accepted none: 422", "no such time", "These rows stay unsent");
        assertThat(ended.summary().rows().failed()).isZero();

        server.plan(seen -> Fault.NONE);
        job.set("task.when.cron", "0 9 * * 1");
        Workshop.Ended mended = job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(mended.exit()).as(mended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(6);
    }

    @Test
    void aRowThatIsRefusedFailsOnceOthersAreTaken() throws IOException {
        Fault refused = new Fault.ErrorBefore(422, "no");
        server.plan(seen -> seen.makesSchedule() && !seen.body().contains("word-r7") ? refused : Fault.NONE);
        Workshop job = weekly().rows(Workshop.numbered(7)).set("limits.errors", "100%");
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(inputs()).containsExactly("Say word-r7");
        assertThat(Workshop.lines(ended.directory().resolve("failed.jsonl"))).hasSize(6);

        // The run is known to have been accepted: what was refused before fails again.
        Workshop.Ended again = job.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));
        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.ROWS);
    }

    @Test
    void fewRowsThatAreRefusedFail() throws IOException {
        Fault refused = new Fault.ErrorBefore(422, "no");
        server.plan(seen -> seen.makesSchedule() ? refused : Fault.NONE);
        Workshop.Ended ended = weekly().rows("r1=same r2=same").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(Workshop.lines(ended.directory().resolve("failed.jsonl"))).hasSize(2);
    }

    @Test
    void aStartThatDiesBeforeTheAnswerLeavesItToTheNext() throws Exception {
        lose(1, body -> true, new Fault.SilenceAfter());
        Workshop job = once().rows("r1");
        StopSwitch stop = new StopSwitch();
        RunRequest request =
                new Workshop.Ask(job.request()).grace(Duration.ofMillis(100)).request();
        CompletableFuture<Workshop.Ended> start =
                CompletableFuture.supplyAsync(() -> job.start(request, stop), Workshop.ASIDE);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.schedules().made() == 1);
        stop.stop("told to");
        assertThat(start.get(30, TimeUnit.SECONDS).exit()).isEqualTo(ExitCode.STOPPED);

        Workshop.Ended next = job.start();
        assertThat(next.exit()).as(next.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(1);
    }
}
