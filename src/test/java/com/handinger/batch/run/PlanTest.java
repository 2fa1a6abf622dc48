package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.report.Forecast;
import com.handinger.batch.report.Plan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan}: what a start would do, told without doing any of it. */
class PlanTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop job = new Workshop(folder, server);

    @BeforeEach
    void rows() throws IOException {
        job = new Workshop(folder, server).rows("a b c=twice d=twice e");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Plan plan() throws RunException {
        return new PlanService(new ByteArrayInputStream(new byte[0]))
                .plan(job.job(), null, "run job.yaml", new StopSwitch());
    }

    @Test
    void withoutAnyRunItCountsRowsAndKnowsNoPrice() throws RunException {
        Plan plan = plan();

        assertThat(plan.rows()).isEqualTo(new Plan.Rows(5, 5, 0, 1, Map.of("low", 5L)));
        assertThat(plan.first()).extracting(Plan.First::input).containsExactly("Say word-a", "Say word-b", "Say twice");
        assertThat(plan.requests()).isEqualTo(10);
        assertThat(plan.leastSeconds()).isNull();
        assertThat(plan.forecast()).isNull();
        assertThat(plan.text(false)).contains("no task of this worker and budget has ended", "run job.yaml --pilot 30");
        assertThat(job.store().getParent()).doesNotExist();
        assertThat(server.books().asked()).isZero();
    }

    @Test
    void theToldRateIsTheLeastTime() throws RunException {
        job.set("limits.requestsPerMinute", "20");

        assertThat(plan().leastSeconds()).isEqualTo(30);
    }

    @Test
    void afterAPilotItTellsTheRestAndLeavesTheLedgerAlone() throws IOException, RunException {
        job.start(ask -> ask.pilot(2));
        Path store = Path.of(job.store() + ".mv.db");
        Files.setLastModifiedTime(store, FileTime.fromMillis(1_000_000_000_000L));
        int asked = server.books().asked();

        Plan plan = plan();
        Forecast forecast = Objects.requireNonNull(plan.forecast());

        assertThat(plan.rows().toSend()).isEqualTo(3);
        assertThat(plan.standing()).contains("goes on: 2 of 5 rows are done");
        assertThat(plan.runId()).isNotNull();
        assertThat(forecast.fromRows()).isEqualTo(2);
        assertThat(forecast.credits().expected()).isEqualTo(9);
        assertThat(forecast.runCredits().expected()).isEqualTo(15);
        assertThat(server.books().asked()).isEqualTo(asked);
        assertThat(Files.getLastModifiedTime(store).toMillis()).isEqualTo(1_000_000_000_000L);
        assertThat(job.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(5);
    }

    /** They are no rows that are left to be sent, and yet they cost. */
    @Test
    void rowsUnderWayAreInWhatTheRunWillCost() throws Exception {
        job.start(ask -> ask.rows(1, 2));
        server.latency(Duration.ofMinutes(5));
        StopSwitch stop = new StopSwitch();
        RunRequest request =
                new Workshop.Ask(job.request()).grace(Duration.ofMillis(100)).request();
        CompletableFuture<Workshop.Ended> run =
                CompletableFuture.supplyAsync(() -> job.start(request, stop), Workshop.ASIDE);
        Awaitility.await().until(() -> server.books().tasks().size() > 2);
        stop.stop("enough");
        Workshop.Ended ended = run.join();
        long underWay = 3 - ended.summary().rows().pending();

        Forecast forecast = Objects.requireNonNull(plan().forecast());

        assertThat(underWay).isPositive();
        assertThat(forecast.rowsLeft()).isEqualTo(3 - underWay);
        assertThat(forecast.runCredits().expected()).isEqualTo(15);
    }

    @Test
    void aCreditLimitThatIsTooLowIsSaid() throws RunException {
        job.set("limits.credits", "8");
        job.start(ask -> ask.pilot(2));

        assertThat(plan().text(false))
                .contains("limits.credits: 8 will hardly be enough: it pays for about 0 of the 3 rows left");
        job.set("limits.credits", "6");
        assertThat(plan().text(false))
                .containsPattern("limits.credits: 6 is used up; \\d+ would be about enough for the 3 rows");
        job.set("limits.credits", "100");
        assertThat(plan().remark()).isNull();
    }

    @Test
    void aFinishedRunLeavesNothingToSend() throws RunException {
        job.start();

        Plan plan = plan();

        assertThat(plan.rows().toSend()).isZero();
        assertThat(plan.standing()).contains("has finished with this input");
        assertThat(plan.text(false)).contains("there is nothing to send").doesNotContain("Begin", "Row 1", "Forecast");
        assertThat(plan.command()).isNull();
    }

    @Test
    void aChangedInputIsSaidAndPricedFromWhatIsKnown() throws IOException, RunException {
        job.start();
        job.rows("a b c=twice d=twice e f g");

        Plan plan = plan();

        assertThat(plan.standing()).contains("has 5 of the 7 rows as they are; 2 are new or changed", "exit 8");
        assertThat(plan.rows().toSend()).isEqualTo(2);
        Forecast forecast = Objects.requireNonNull(plan.forecast());
        assertThat(forecast.fromRows()).isEqualTo(5);
        assertThat(forecast.credits().expected()).isEqualTo(6);
        assertThat(forecast.runCredits().expected()).as("15 are spent").isEqualTo(21);
        assertThat(plan.command()).isEqualTo("run job.yaml --accept-changes");
    }

    /** As --accept-changes does: what is done stays done, and what is left is left. */
    @Test
    void rowsThatAreLeftAreToBeSentBesideThoseThatChanged() throws IOException, RunException {
        job.start(ask -> ask.rows(1, 2));
        job.rows("a b=changed c=twice d=twice e");

        Plan plan = plan();

        assertThat(plan.standing()).contains("has 4 of the 5 rows as they are; 1 is new or changed");
        assertThat(plan.rows().toSend()).isEqualTo(1 + 3);
        job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(server.books().turns()).isEqualTo(2 + 4);
    }

    @Test
    void anotherOrderIsNoChangeAndARowLessIsOne() throws IOException, RunException {
        job.start();
        job.rows("e a b c=twice d=twice");
        assertThat(plan().standing()).contains("there is nothing to send");

        job.rows("a b c=twice d=twice");
        assertThat(plan().standing()).contains("has 4 of the 4 rows as they are; 0 are new or changed");
        assertThat(plan().rows().toSend()).isZero();
    }

    @Test
    void aNewFileIsANewRun() throws IOException, RunException {
        job.start();
        job.rows("f g");

        Plan plan = plan();

        assertThat(plan.standing()).contains("has no row in common with this input: run begins a new one");
        assertThat(plan.rows().toSend()).isEqualTo(2);
        assertThat(plan.command()).isEqualTo("run job.yaml");
    }

    @Test
    void changedTaskSettingsAreSaid() throws RunException {
        job.start();
        job.set("task.input", "Tell {{text}}");

        Plan plan = plan();

        assertThat(plan.standing()).contains("the task settings are not those of run", "exit 8");
        assertThat(plan.rows().toSend()).as("what is paid stays paid").isZero();
        assertThat(plan.command()).isEqualTo("run job.yaml --accept-changes");
    }

    @Test
    void aRunThatHoldsTheStoreIsNamed() throws IOException, RunException {
        job.start();
        OwnerStatus owner = new OwnerStatus(
                "one", ProcessHandle.current().pid(), OwnerFiles.host(), Instant.now(), Instant.now(), null);
        new OwnerFiles(StoreLocation.where(job.job())).write(owner);
        try (FileChannel store = FileChannel.open(Path.of(job.store() + ".mv.db"), StandardOpenOption.WRITE);
                FileLock lock = store.lock()) {
            assertThat(lock.isValid()).isTrue();

            Plan plan = plan();

            assertThat(plan.standing()).contains(owner.who());
            assertThat(plan.rows().toSend()).isEqualTo(5);
            assertThat(plan.forecast()).isNull();
            assertThat(plan.text(false))
                    .contains("while another process holds the ledger")
                    .doesNotContain("--pilot");
        }
    }

    @Test
    void aFaultOfTheInputIsAFaultOfThePlan() {
        job.set("input.file", "absent.csv");

        assertThatThrownBy(this::plan)
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("absent.csv");
    }
}
