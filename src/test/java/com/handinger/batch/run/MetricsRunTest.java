package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.dispatch.Wait;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.metrics.Metrics;
import com.handinger.batch.metrics.MetricsPlan;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the metrics file of a start says, whichever way it ends. */
class MetricsRunTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Path file() {
        return folder.resolve("job.prom");
    }

    private String said() throws IOException {
        return Files.readString(file());
    }

    private double figure(String name) throws IOException {
        return said().lines()
                .filter(line -> line.startsWith("handinger_batch_" + name))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .map(Double::valueOf)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String rows(String state) {
        return "rows{job_name=\"job\",state=\"" + state + "\"}";
    }

    @Test
    void finalFiguresAreThoseOfTheSummary() throws IOException {
        Workshop workshop =
                new Workshop(folder, server).rows("good error third=x").set("limits.credits", "50");
        server.latency(Duration.ofMillis(20));
        server.plan(seen -> seen.isSend() && seen.body().contains("word-error") ? new Fault.TaskFails() : Fault.NONE);
        Ended ended = workshop.metrics(file()).start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(figure("exit_code")).isEqualTo(1);
        assertThat(figure("running")).isZero();
        assertThat(figure(rows("completed"))).isEqualTo(2);
        assertThat(figure(rows("failed"))).isEqualTo(1);
        assertThat(figure("credits_spent"))
                .isEqualTo((double) ended.summary().credits().spent())
                .isPositive();
        assertThat(figure("credits_limit")).isEqualTo(50);
        assertThat(figure("requests_total{job_name=\"job\",kind=\"send\"}"))
                .isEqualTo((double) ended.summary().requests().sent());
        assertThat(figure("rows_selected")).isEqualTo(3);
        assertThat(figure("tasks_inflight")).isZero();
        assertThat(figure("task_duration_seconds_count")).isEqualTo(2);
        assertThat(figure("last_completion_timestamp_seconds")).isPositive();
        assertThat(figure("last_success_timestamp_seconds")).isNaN();
        assertThat(said()).contains("run_id=\"" + ended.runId() + "\"");
    }

    @Test
    void lastSuccessIsThatOfAStartWithRowsToDo() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b c").metrics(file());
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        double success = figure("last_success_timestamp_seconds");
        assertThat(success).isEqualTo(figure("last_completion_timestamp_seconds"));
        Ended nothingLeft = workshop.start(ask -> ask.tolerate("0"));
        assertThat(nothingLeft.exit()).isEqualTo(ExitCode.DONE);
        assertThat(figure(rows("completed"))).isEqualTo(3);
        assertThat(figure("last_success_timestamp_seconds"))
                .as("a start with nothing to do is no news: the next one may be the one that matters")
                .isBetween(success - 30, success);

        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        assertThat(workshop.start(ask -> ask.choice(RunRequest.Choice.NEW)).exit())
                .isNotEqualTo(ExitCode.DONE);
        assertThat(figure("exit_code")).isPositive();
        assertThat(figure("last_success_timestamp_seconds"))
                .as("of the start that did all rows, by the ledger")
                .isBetween(success - 30, success);
    }

    /** An hourly line that continues what is left does not take back what the nightly one had to say. */
    @Test
    void aResumptionWithNothingToDoIsNoNews() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b").metrics(file());
        assertThat(workshop.start(ask -> ask.choice(RunRequest.Choice.RESUME)).exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(file()).as("no run has begun yet").doesNotExist();
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        workshop.rows("a b c");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DECISION);
        String asked = said();

        Ended hourly = workshop.start(ask -> ask.choice(RunRequest.Choice.RESUME));

        assertThat(hourly.exit()).as(hourly.said()).isEqualTo(ExitCode.DONE);
        assertThat(said()).isEqualTo(asked);
        assertThat(figure("exit_code")).isEqualTo(8);
    }

    @Test
    void thePageSaysWhatIsWaitedFor() throws IOException {
        String page = Files.readString(Path.of("docs/metrics.md"));
        for (Wait.Reason reason : Wait.Reason.values()) {
            assertThat(page).contains("`" + reason.name().toLowerCase(Locale.ROOT) + "`");
        }
    }

    @Test
    void startThatIsRefusedSaysSo() throws IOException {
        Workshop workshop = new Workshop(folder, "https://handinger.invalid").rows("a");
        Ended ended = workshop.metrics(file()).start();

        assertThat(ended.exit()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(figure("exit_code")).isEqualTo(3);
        assertThat(figure("running")).isZero();
        assertThat(said()).doesNotContain("handinger_batch_rows", "run_info");
    }

    @Test
    void placeThatCannotBeWrittenEndsTheStartFirst() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a");
        Ended ended = workshop.metrics(folder.resolve("no/job.prom")).start();
        assertThat(ended.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.said()).contains("--metrics-file", "no/job.prom", "make it first", "Nothing was sent");
        Ended variable = new Workshop(folder, server)
                .rows("a")
                .environment(Map.of("HANDINGER_PUSHGATEWAY_URL", "here"))
                .start();
        assertThat(variable.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(variable.said()).contains("HANDINGER_PUSHGATEWAY_URL", "Nothing was sent");
        assertThat(folder.resolve("runs")).doesNotExist();
        assertThat(server.books().requests()).isEmpty();
    }

    @Test
    void whileItWorksAndAfterAStopAndWithoutHarmFromASecondProcess() throws Exception {
        Workshop workshop = new Workshop(folder, server)
                .rows(Workshop.numbered(5))
                .set("limits.concurrency", "1")
                .metrics(file());
        server.latency(Duration.ofMinutes(5));
        StopSwitch stop = new StopSwitch();
        CompletableFuture<Ended> first = CompletableFuture.supplyAsync(
                () -> workshop.start(
                        new Workshop.Ask(workshop.request())
                                .grace(Duration.ofSeconds(1))
                                .request(),
                        stop),
                Workshop.ASIDE);
        await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(file()));
        assertThat(figure("running")).isEqualTo(1);
        assertThat(figure("reported_timestamp_seconds")).isGreaterThanOrEqualTo(figure("start_timestamp_seconds"));
        assertThat(figure(rows("pending"))).isPositive();
        Metrics second = new Metrics(MetricsPlan.of(file(), Map.of()), "job", said -> {});
        Readings.ended(second, ExitCode.BUSY, stop);
        assertThat(figure("running")).isEqualTo(1);
        assertThat(figure("exit_code")).isNaN();

        stop.stop("the test");
        assertThat(first.get().exit()).as(first.get().said()).isEqualTo(ExitCode.STOPPED);
        assertThat(figure("exit_code")).isEqualTo(6);
        assertThat(figure("running")).isZero();
        assertThat(figure(rows("pending"))).isPositive();
    }
}
