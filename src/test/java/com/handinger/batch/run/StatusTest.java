package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another shell learns of a job. */
@Timeout(60)
class StatusTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private static JobStatus status(Workshop workshop, @Nullable String runId, boolean all) throws RunException {
        return new StatusService(workshop.job(), "run job.yaml").status(runId, all);
    }

    @Test
    void afterwardsTheLedgerTells() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b c").set("limits.credits", "50");
        workshop.start(ask -> ask.id("first").rows(1, 2));
        JobStatus open = status(workshop, null, false);
        assertThat(open.text())
                .contains(
                        "Job job: nobody works on it",
                        "Run first: open, on " + server.url(),
                        "2 of 3 completed, 1 not sent",
                        "6 spent, 0 reserved, limit 50",
                        "Continue  run job.yaml");
        assertThat(open.line()).startsWith("{\"event\":\"status\",\"job\":\"job\",\"holder\":null");
        workshop.start();
        workshop.rows("x").start(ask -> ask.id("second"));
        assertThat(status(workshop, null, false).runs())
                .extracting(JobStatus.Run::runId)
                .containsExactly("second");
        assertThat(status(workshop, null, true).runs())
                .extracting(JobStatus.Run::runId, JobStatus.Run::state, JobStatus.Run::continueWith)
                .containsExactly(tuple("second", "finished", null), tuple("first", "finished", null));
        assertThat(status(workshop, "first", false).text()).contains("3 of 3 completed");
        assertThatThrownBy(() -> status(workshop, "third", false)).hasMessageContaining("has no run third");
    }

    /** A start that takes over a change and finds every row paid has sent nothing, and is a start all the same. */
    @Test
    void aStartThatHadNothingToSendIsTheLastOne() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b c");
        workshop.start();
        workshop.rows("a b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(status(workshop, null, false).runs().get(0).reason()).contains("all 2 selected rows completed");

        Ended back = workshop.rows("a b c").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));

        assertThat(back.said()).contains("all 3 selected rows completed");
        assertThat(status(workshop, null, false).runs().get(0).reason()).isEqualTo("all 3 selected rows completed");
        assertThat(server.books().turns()).isEqualTo(3);
    }

    /** The job file says fifty; the start was told six, and goes on with what it says is about enough. */
    @Test
    void aStopNamesItsReasonAndItsOwnLimits() throws Exception {
        Workshop workshop = new Workshop(folder, server)
                .rows("a b c d")
                .set("limits.credits", "6")
                .set("limits.creditsPerTask", "3");
        String told = "run job.yaml --set limits.credits=6 --set limits.requestsPerMinute=60000";
        String kept = " --tolerate 5% --no-client-ids --metrics-file '/m y/it'\\''s.prom'";
        Ended ended =
                workshop.start(workshop.request().commands(workshop.job(), command -> told + kept), new StopSwitch());
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        workshop.set("limits.credits", "50");

        JobStatus.Run run = status(workshop, null, false).runs().get(0);

        assertThat(run.credits().limit()).isEqualTo(6);
        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.reason()).contains("limits.credits");
        assertThat(run.continueWith())
                .isEqualTo("run job.yaml --set limits.requestsPerMinute=60000" + kept + " --set limits.credits="
                        + String.valueOf(run.reason()).replaceAll("(?s).*limits.credits: (\\d+) would.*", "$1"));
        assertThat(new StatusService(workshop.job(), "run job.yaml --set limits.credits=9")
                        .status(null, false)
                        .text())
                .contains(
                        "Ended     exit code 5: ",
                        "run job.yaml --set limits.credits=9 --set limits.requestsPerMinute");
    }

    /** An input of its own for each day: what is left of one day is continued as it was loaded. */
    @Test
    void whatWasLoadedFromAnotherFileIsContinuedAsItWasLoaded() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b c");
        assertThat(workshop.start(ask -> ask.id("monday").rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        Files.writeString(folder.resolve("tuesday.csv"), "id,text\nd,word-d\n");
        workshop.set("input.file", "tuesday.csv");
        assertThat(workshop.start(ask -> ask.id("tuesday")).exit()).isEqualTo(ExitCode.DONE);

        assertThat(status(workshop, null, true).runs().get(1).continueWith())
                .isEqualTo("run job.yaml --resume --run-id 'monday'");
        assertThat(status(workshop, null, false).text())
                .contains("Not finished either: monday (2 rows left); --all shows how to continue");
        assertThat(workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false))
                        .runId())
                .as("what is said of rows that have ended means the newest run")
                .isEqualTo("tuesday");
        Ended hourly = workshop.start(ask -> ask.choice(RunRequest.Choice.RESUME));
        assertThat(hourly.exit()).as(hourly.said()).isEqualTo(ExitCode.DONE);
        assertThat(hourly.runId()).as("tuesday is over, and monday is not").isEqualTo("monday");
        assertThat(server.books().turns()).isEqualTo(4);
        assertThat(workshop.start(ask -> ask.choice(RunRequest.Choice.RESUME)).runId())
                .isEqualTo("tuesday");
    }

    /** Ended before its first request; the command that was typed had the limit in quotes. */
    @Test
    void aLimitThatTheCommandDoesNotTellIsToldAll() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b").set("limits.credits", "6");
        workshop.set("output.directory", "taken");
        Files.writeString(folder.resolve("taken"), "no folder");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isNotEqualTo(ExitCode.DONE);
        workshop.set("limits.credits", "50");

        JobStatus.Run run = status(workshop, null, false).runs().get(0);

        assertThat(run.credits().limit()).isEqualTo(6);
        assertThat(run.continueWith()).isEqualTo("run job.yaml --set limits.credits=6");
        assertThat(run.reason()).isEqualTo("no start came as far as its first request");
    }

    /** A rehearsal that goes on for real would buy. */
    @Test
    void whatContinuesARunIsNamedForItsOwnServer() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b c");
        workshop.start(ask -> ask.id("real").rows(1, 2));
        workshop.set("api.baseUrl", "sandbox").start(ask -> ask.id("rehearsal").rows(1, 2));
        workshop.set("api.baseUrl", server.url().toString());
        assertThat(status(workshop, null, true).runs())
                .extracting(JobStatus.Run::runId, JobStatus.Run::continueWith)
                .containsExactly(tuple("rehearsal", "run job.yaml --sandbox"), tuple("real", "run job.yaml"));
        assertThat(status(workshop, null, false).text())
                .as("as export, verify and report take it")
                .contains("Run real: open", "Not finished either: rehearsal");
        workshop.set("api.baseUrl", "http://127.0.0.1:9");
        assertThat(status(workshop, "real", false).text()).contains("run job.yaml --set api.baseUrl=" + server.url());
    }

    @Test
    void withoutALedgerThereIsNothingToTell() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a");
        assertThatThrownBy(() -> status(workshop, null, false))
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("there is no ledger at");
    }

    /** The same words and numbers as the block of the process itself. */
    private static String rows(JobStatus.Run run) {
        int inFlight = Objects.requireNonNull(run.inFlight());
        assertThat(run.inDoubt()).isZero();
        return "0 of 2 completed" + (inFlight == 0 ? "" : ", " + inFlight + " in flight")
                + (inFlight == 2 ? "" : ", " + (2 - inFlight) + " not sent");
    }

    @Test
    void whileAProcessWorksItsOwnStatusTells() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b").set("limits.credits", "50");
        server.plan(seen -> new Fault.RateLimit("300"));
        StopSwitch stop = new StopSwitch();
        RunRequest request = new Workshop.Ask(workshop.request())
                .grace(Duration.ofMillis(100))
                .request();
        CompletableFuture<Ended> run =
                CompletableFuture.supplyAsync(() -> workshop.start(request, stop), Workshop.ASIDE);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> status(workshop, null, false).waitingFor() != null);
            workshop.set("limits.credits", "70");
            JobStatus working = status(workshop, null, true);
            assertThat(working.text()).as("the limit of the start").contains("limit 50");
            JobStatus.Run one = working.runs().get(0);
            assertThat(one.baseUrl()).isEqualTo(server.url().toString());
            assertThat(working.text()).contains(rows(one));
            assertThatThrownBy(() -> status(workshop, "other", false))
                    .hasMessageContaining("run other is not the one that is worked on");
            assertThat(working.text())
                    .doesNotContain("Continue")
                    .contains("process " + ProcessHandle.current().pid(), "works on it")
                    .contains("Waiting: the server asked to slow down, until ", "0 of 2 completed", ": running")
                    .contains("The other runs can be listed when the process has left.");
        } finally {
            stop.stop("enough");
            server.plan(FaultPlan.NONE);
            run.join();
        }
    }
}
