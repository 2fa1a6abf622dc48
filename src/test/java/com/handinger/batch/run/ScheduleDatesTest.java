package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code task.when.date}: what a moment does that has passed. */
class ScheduleDatesTest {

    @TempDir
    private Path folder = Path.of("");

    private final FaultServer server = FaultServer.create().start();

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop on(String date) {
        return new Workshop(folder, server)
                .set("task.when.type", "scheduled")
                .set("task.when.date", date)
                .set("limits.concurrency", "8");
    }

    @Test
    void aDateThatHasPassedBuysNothing() throws IOException {
        Workshop job = on("2020-01-01T00:00:00Z").rows(Workshop.numbered(6));
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.said()).contains("task.when.date 2020-01-01T00:00:00Z has passed");
        assertThat(server.schedules().made()).isZero();

        Workshop.Ended mended =
                job.set("task.when.date", "2130-01-01T00:00:00Z").start();
        assertThat(mended.exit()).as(mended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(6);
    }

    @Test
    void aRowWhoseDateHasPassedIsRejected() throws IOException {
        Workshop job = on("{{text}}").rows("r1=2130-01-01T00:00:00Z r2=2020-01-01T00:00:00Z");
        Workshop.Ended ended = job.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(Files.readString(ended.directory().resolve("rejected.jsonl")))
                .contains("task.when.date 2020-01-01T00:00:00Z has passed");
        assertThat(server.schedules().made()).isEqualTo(1);

        job.rows("r1=2130-01-01T00:00:00Z r2=2020-01-01T00:00:00Z r3=2131-01-01T00:00:00Z");
        Workshop.Ended added = job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(added.exit()).as(added.said()).isEqualTo(ExitCode.ROWS);
        assertThat(server.schedules().made()).isEqualTo(2);
    }

    /** As if it had been loaded before the date passed. */
    private void age(Workshop job, String table, String column) {
        job.looking(jdbc -> jdbc.update(
                "update " + table + " set " + column + " = replace(" + column + ", '2130-01-01', '2020-01-01')"));
    }

    @Test
    void aDateThatPassesWhileRowsAreLeftAsksForALaterOne() throws IOException {
        Workshop job = on("2130-01-01T00:00:00Z").rows("r1 r2");
        assertThat(job.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        age(job, "ledger_settings", "when_template");

        Workshop.Ended late = job.set("task.when.date", "2020-01-01T00:00:00Z").start();
        assertThat(late.exit()).as(late.said()).isEqualTo(ExitCode.USAGE);
        assertThat(late.said()).contains("for 1 row that is left", "--accept-changes");
        assertThat(server.schedules().made()).isEqualTo(1);

        job.set("task.when.date", "2131-01-01T00:00:00Z");
        Workshop.Ended mended = job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(mended.exit()).as(mended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.schedules().made()).isEqualTo(2);
    }

    /** A once schedule is never sent again: its moment passes while the answer is looked for. */
    @Test
    void aRowInDoubtIsLookedForAfterItsDate() throws Exception {
        server.plan(seen -> seen.makesSchedule() ? new Fault.SilenceAfter() : Fault.NONE);
        Workshop job = on("2130-01-01T00:00:00Z").rows("r1");
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
        age(job, "ledger_settings", "when_template");

        Workshop.Ended next = job.set("task.when.date", "2020-01-01T00:00:00Z").start();
        assertThat(next.exit()).as(next.said()).isEqualTo(ExitCode.ROWS);
        assertThat(next.said()).doesNotContain("has passed");
        assertThat(server.schedules().made()).isEqualTo(1);
    }

    @Test
    void aDateThatPassesAfterTheRunIsNoFault() throws IOException {
        Workshop job = on("2130-01-01T00:00:00Z").rows("r1 r2");
        assertThat(job.start().exit()).isEqualTo(ExitCode.DONE);
        age(job, "ledger_settings", "when_template");

        Workshop.Ended again = job.set("task.when.date", "2020-01-01T00:00:00Z").start();
        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void aRowWhoseDatePassesBeforeItsSendFailsUnsent() throws IOException {
        Workshop job = on("{{text}}").rows("r1=2131-01-01T00:00:00Z r2=2130-01-01T00:00:00Z");
        assertThat(job.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        age(job, "ledger_row", "row_columns");

        Workshop.Ended ended = job.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(Files.readString(ended.directory().resolve("failed.jsonl")))
                .contains("\"class\":\"overdue\"", "2020-01-01T00:00:00Z has passed");
        assertThat(server.schedules().made()).isEqualTo(1);
    }
}
