package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.RateLimit;
import com.handinger.batch.report.Forecast;
import com.handinger.batch.report.Plan;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --pilot N}: rows drawn at random go first, count as done, and tell what the others will take. */
class PilotTest {

    private static final int ROWS = 40;

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop job = new Workshop(folder, server);

    @BeforeEach
    void rows() throws IOException {
        job = new Workshop(folder, server).rows(Workshop.numbered(ROWS));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ended pilot(int rows) {
        return job.start(ask -> ask.pilot(rows));
    }

    private List<String> paid() {
        return server.books().tasks().stream()
                .map(task -> task.turns().get(0).input())
                .toList();
    }

    /** The next send, and all after it, are refused for want of credits. */
    private void refuseFrom(int send) {
        AtomicInteger sends = new AtomicInteger();
        server.plan(seen -> seen.isSend() && sends.incrementAndGet() >= send ? new Fault.Deny(402) : Fault.NONE);
    }

    @Test
    void rowsDrawnAtRandomGoFirstAndCountAsDone() {
        Ended pilot = pilot(5);

        assertThat(pilot.exit()).as(pilot.said()).isEqualTo(ExitCode.DONE);
        assertThat(pilot.said()).contains("Pilot of 5 rows drawn at random");
        assertThat(paid()).hasSize(5);
        // Once in 650,000 times chance draws the first five.
        assertThat(Set.copyOf(paid()))
                .isNotEqualTo(Set.of("Say word-r1", "Say word-r2", "Say word-r3", "Say word-r4", "Say word-r5"));

        Ended rest = job.start();

        assertThat(rest.exit()).as(rest.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(ROWS);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(rest.summary().forecast()).isNull();
    }

    @Test
    void theForecastCountsWhatIsLeftAndWhatIsSpent() throws IOException {
        Ended pilot = pilot(10);
        Forecast forecast = Objects.requireNonNull(pilot.summary().forecast());

        assertThat(forecast.fromRows()).isEqualTo(10);
        assertThat(forecast.rowsLeft()).isEqualTo(30);
        assertThat(forecast.credits().expected()).isEqualTo(90);
        assertThat(forecast.credits().low()).isLessThan(90);
        assertThat(forecast.credits().high()).isGreaterThan(90);
        assertThat(forecast.runCredits().expected()).isEqualTo(120);
        assertThat(pilot.summary().resumable()).isFalse();
        assertThat(pilot.summary().continueWith()).isEqualTo("run job.yaml");
        assertThat(Workshop.json(pilot.directory().resolve("summary.json"))
                        .path("forecast")
                        .path("run_credits")
                        .path("expected")
                        .asLong())
                .isEqualTo(120);
    }

    /** The server says how fast it may be asked, and tasks of no time say nothing of it. */
    @Test
    void theForecastKnowsARateThatTheServerEnforces() throws Exception {
        server.rate(new RateLimit(3, Duration.ofSeconds(1)));
        Ended pilot = pilot(5);
        assertThat(pilot.exit()).as(pilot.said()).isEqualTo(ExitCode.DONE);
        assertThat(pilot.summary().requests().rateLimited()).isPositive();
        Forecast forecast = Objects.requireNonNull(pilot.summary().forecast());
        Plan plan =
                new PlanService(InputStream.nullInputStream()).plan(job.job(), null, "run job.yaml", new StopSwitch());

        // 35 rows of two requests, at three a second and what was saved up.
        assertThat(forecast.seconds().expected()).as(forecast.toString()).isBetween(5L, 300L);
        assertThat(Objects.requireNonNull(plan.forecast()).seconds().expected()).isBetween(5L, 300L);
    }

    @Test
    void aStoppedPilotGoesOnWithTheSameRowsAndTellsNothingYet() {
        refuseFrom(4);
        Ended stopped = pilot(8);
        assertThat(stopped.exit()).as(stopped.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(stopped.summary().forecast()).isNull();
        assertThat(paid()).hasSize(3);

        refuseFrom(Integer.MAX_VALUE);
        Ended again = pilot(8);

        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.DONE);
        assertThat(again.said()).contains("Pilot of 8 rows drawn at random, by an earlier start");
        assertThat(server.books().tasks()).hasSize(8);
        assertThat(Objects.requireNonNull(again.summary().forecast()).fromRows())
                .isEqualTo(8);
    }

    @Test
    void afterAStoppedPilotAPlainRunFinishesItsRowsFirst() {
        refuseFrom(3);
        assertThat(pilot(8).exit()).isEqualTo(ExitCode.CREDITS);
        refuseFrom(Integer.MAX_VALUE);

        assertThat(job.start().exit()).isEqualTo(ExitCode.DONE);

        List<Books.Task> tasks = server.books().tasks();
        assertThat(tasks).hasSize(ROWS);
        Set<String> pilots = new HashSet<>(
                job.looking(jdbc -> jdbc.queryForList("select task_id from ledger_work where pilot", String.class)));
        assertThat(tasks.subList(0, 8)).allMatch(task -> pilots.contains(task.id()));
    }

    @Test
    void aLargerPilotDrawsMoreAndASmallerOneNone() {
        pilot(4);
        Ended larger = pilot(10);
        assertThat(server.books().tasks()).hasSize(10);
        assertThat(Objects.requireNonNull(larger.summary().forecast()).fromRows())
                .isEqualTo(10);

        Ended smaller = pilot(3);

        assertThat(smaller.exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(10);
        assertThat(Objects.requireNonNull(smaller.summary().forecast()).rowsLeft())
                .isEqualTo(30);
    }

    @Test
    void aPilotOfEverythingLeavesNothing() {
        Ended pilot = pilot(100);

        assertThat(pilot.exit()).as(pilot.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(ROWS);
        assertThat(Objects.requireNonNull(pilot.summary().forecast()).text("rows"))
                .isEqualTo("Forecast: no row is left");
    }
}
