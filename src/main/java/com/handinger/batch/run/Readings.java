package com.handinger.batch.run;

import com.handinger.batch.budget.Purse;
import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.metrics.Metrics;
import com.handinger.batch.metrics.Reading;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.progress.Stillness;
import com.handinger.batch.report.Summary;
import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects for the metrics what others count, every second while somebody wants to know. For one thread. */
final class Readings {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final double SECOND = 1e9;
    /** How long an end waits for those who are told. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The same when somebody waits for the process to leave. */
    private static final Duration IN_A_HURRY = Duration.ofSeconds(1);

    private final Metrics metrics;
    private final Standing standing;
    private final Purse purse;
    private final Supplier<RequestCounts> requests;
    private final long selected;
    private @Nullable Long read;

    Readings(Metrics metrics, Standing standing, Purse purse, Supplier<RequestCounts> requests, long selected) {
        this.metrics = metrics;
        this.standing = standing;
        this.purse = purse;
        this.requests = requests;
        this.selected = selected;
    }

    /**
     * Time passes.
     *
     * @param now nanoseconds of a monotonic clock
     * @param still why nothing is sent; null while nothing is in its way
     */
    void tick(long now, DispatchState state, PaceReport pace, @Nullable Stillness still) {
        if (metrics.wanted() && (read == null || now - read >= INTERVAL.toNanos())) {
            read = now;
            metrics.show(reading(state, pace, still));
        }
    }

    void settled(RowState state, long milliseconds) {
        metrics.settled(state, milliseconds);
    }

    /** How a run stands before a start does anything. */
    static Reading before(RowCounts rows, Summary.Credits credits) {
        return new Reading(rows.byState(), credits(credits), Reading.Requests.NONE, null);
    }

    /** A start works on this run from now on. */
    static void began(Metrics metrics, RunRecord run, @Nullable Instant success, Reading before, Instant now) {
        boolean left = run.state() != RunRecord.State.FINISHED;
        metrics.began(new Metrics.Run(run.id(), run.baseUrl(), Version.current(), left, success), before, now);
    }

    private static Reading.Credits credits(Summary.Credits credits) {
        return new Reading.Credits(credits.spent(), credits.reserved(), credits.limit());
    }

    private Reading reading(DispatchState state, PaceReport pace, @Nullable Stillness still) {
        Purse.Standing money = purse.standing();
        RequestCounts made = requests.get();
        return new Reading(
                standing.counts().byState(),
                new Reading.Credits(money.spent(), money.reserved(), money.limit()),
                new Reading.Requests(made.sends(), made.reads(), made.rateLimited(), made.faults()),
                new Reading.Tasks(
                        selected,
                        state.inFlight(),
                        state.inDoubt(),
                        pace.tasks().last(),
                        pace.requests().last(),
                        still == null
                                ? null
                                : new Reading.Wait(still.reason().toLowerCase(Locale.ROOT), still.nanos() / SECOND)));
    }

    /** A part of a start is over, and another one follows. */
    static void goesOn(Metrics metrics, RunReport report) {
        metrics.show(last(report));
    }

    /** A start has ended with this report. */
    static void ended(Metrics metrics, RunReport report, StopSwitch stop) {
        ended(metrics, report.exit(), last(report), stop);
    }

    private static Reading last(RunReport report) {
        Summary summary = report.summary();
        Summary.Requests made = summary.requests();
        return new Reading(
                rows(summary.rows()),
                credits(summary.credits()),
                new Reading.Requests(made.sent(), made.reads(), made.rateLimited(), made.failed()),
                null);
    }

    /** A start was refused, or broke. Another process of this job tells of itself. */
    static void ended(Metrics metrics, ExitCode exit, StopSwitch stop) {
        if (exit != ExitCode.BUSY) {
            ended(metrics, exit, null, stop);
        }
    }

    private static void ended(Metrics metrics, ExitCode exit, @Nullable Reading last, StopSwitch stop) {
        metrics.ended(exit.code(), last, Instant.now(), stop.stopped() ? IN_A_HURRY : PATIENCE);
    }

    private static Map<RowState, Long> rows(Summary.Rows rows) {
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        counts.put(RowState.PENDING, rows.pending());
        counts.put(RowState.SENDING, rows.sending());
        counts.put(RowState.UNKNOWN, rows.unknown());
        counts.put(RowState.RUNNING, rows.running());
        counts.put(RowState.COMPLETED, rows.completed());
        counts.put(RowState.UNUSABLE, rows.unusable());
        counts.put(RowState.FAILED, rows.failed());
        counts.put(RowState.REJECTED, rows.rejected());
        return counts;
    }
}
