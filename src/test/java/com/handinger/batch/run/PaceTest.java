package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.RateLimit;
import com.handinger.batch.pacing.PaceTrail;
import com.handinger.batch.report.Summary;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run against a server that counts requests. Figures of speed are the benchmark's. */
@Timeout(120)
class PaceTest {

    private static final int ROWS = 150;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(folder, server);

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder, server).unset("limits.concurrency").rows(Workshop.numbered(ROWS));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ended everyRowPaidOnce() {
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(ROWS);
        assertThat(server.books().paidTwice()).isEmpty();
        return ended;
    }

    private static Summary.Pace pace(Ended ended) {
        return ended.summary().pace();
    }

    @Test
    void anUntoldLimitIsFoundAtTheCostOfFewRefusalsAndRemembered() throws IOException {
        RateLimit first = new RateLimit(40, SECOND);
        server.rate(first);
        Ended ended = everyRowPaidOnce();

        assertThat(first.refused()).isBetween(1, ROWS * 2 / 5);
        assertThat(ended.summary().requests().rateLimited()).isEqualTo(first.refused());
        PaceTrail rate = Objects.requireNonNull(pace(ended).requestsPerMinute());
        assertThat(rate.first()).isNull();
        assertThat(rate.last()).isBetween(1000, 4000);
        assertThat(rate.changes().get(0).reason()).contains("429").contains("1 s");
        assertThat(ended.said()).contains("requests a minute: 429");

        server.forget().rate(new RateLimit(40, SECOND));
        workshop.rows(Workshop.numbered(2));
        Ended next = workshop.start(ask -> ask.choice(RunRequest.Choice.NEW));
        assertThat(Objects.requireNonNull(pace(next).requestsPerMinute()).first())
                .isEqualTo(rate.last());
    }

    @Test
    void aToldRateJustBelowTheLimitIsHardlyEverRefused() {
        RateLimit limit = new RateLimit(60, SECOND);
        server.rate(limit);
        workshop.set("limits.requestsPerMinute", "3540");
        everyRowPaidOnce();

        assertThat(limit.refused()).isLessThanOrEqualTo(6);
    }

    /** Two hundred sends at once would be refused for the most part. */
    @Test
    void manySlotsAreNoReasonForManyRefusals() {
        RateLimit limit = new RateLimit(60, SECOND);
        server.rate(limit);
        workshop.set("limits.concurrency", "200");
        Ended ended = everyRowPaidOnce();

        assertThat(limit.refused()).isLessThanOrEqualTo(ROWS * 2 / 5);
        assertThat(pace(ended).concurrency()).isEqualTo(new PaceTrail(200, 200, List.of(), 0));
        assertThat(ended.directory().resolve("run.log"))
                .content()
                .containsPattern("rate_limited refusals=\\d+ .* reason=\"?429");
    }

    /** The server takes so many tasks at once, and refuses others whatever the rate. */
    @Test
    void aLimitOfTasksAtOnceIsFoundToo() {
        server.latency(Duration.ofMillis(200)).plan(seen -> {
            long running = server.books().tasks().stream()
                    .filter(task -> task.status().equals("running"))
                    .count();
            return seen.isSend() && running >= 8 ? new Fault.RateLimit("1") : Fault.NONE;
        });
        Ended ended = everyRowPaidOnce();

        PaceTrail tasks = Objects.requireNonNull(pace(ended).concurrency());
        assertThat(tasks.first()).isEqualTo(16);
        assertThat(tasks.last()).isBetween(4, 12);
        assertThat(ended.summary().requests().rateLimited()).isLessThan(70);
    }

    @Test
    void failuresNeverShrinkTheConcurrency() {
        server.latency(Duration.ofMillis(500)).plan(seen -> {
            boolean fails = seen.isSend() && seen.nthSend() == 1 && seen.number() % 5 == 0;
            return fails ? new Fault.ErrorAfter(503) : Fault.NONE;
        });
        Ended ended = everyRowPaidOnce();

        PaceTrail tasks = Objects.requireNonNull(pace(ended).concurrency());
        assertThat(tasks.changes()).allMatch(change -> change.to() > Objects.requireNonNull(change.from()));
        assertThat(tasks.last()).isGreaterThan(16);
    }
}
