package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.RunMoment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the HTML report of a run tells, but for its rows. Immutable.
 *
 * @param state of the run: open, finished or abandoned
 * @param moment whether a process works on it
 * @param p50 half of the completed tasks took no more milliseconds; null without any
 * @param p95 95 of 100 took no more
 * @param durations tasks by the fourth part of a power of ten of their milliseconds
 * @param schedules rows that became schedules
 */
public record ReportFacts(
        Identity identity,
        String state,
        boolean moment,
        Summary.Rows rows,
        Summary.Credits credits,
        long attempts,
        long surplusTurns,
        @Nullable Long p50,
        @Nullable Long p95,
        Audit audit,
        List<Limit> limits,
        List<LedgerFigures.Share> shares,
        List<LedgerFigures.Failure> failures,
        List<LedgerFigures.Extreme> slowest,
        List<LedgerFigures.Extreme> dearest,
        List<LedgerFigures.Start> starts,
        List<RunMoment> moments,
        List<Long> durations,
        long schedules) {

    /** Failures and examples of each that are shown. */
    public static final int FAILURES = 30;

    /** See {@link #FAILURES}. */
    public static final int EXAMPLES = 3;

    /** Slowest and dearest rows that are shown. */
    public static final int EXTREMES = 10;

    /**
     * Which run it is.
     *
     * @param createdAt ISO 8601 in UTC
     * @param directory absolute folder of the result files
     * @param version of this program
     */
    public record Identity(
            String job,
            String runId,
            String baseUrl,
            String worker,
            String createdAt,
            String directory,
            String version,
            Instant generatedAt) {}

    /**
     * One of the limits of the job.
     *
     * @param set what the job file says, in words
     * @param value the same as a number, for a chart; null when there is none
     */
    public record Limit(String name, String set, @Nullable Long value) {}

    /** The number of a limit; null when it is not set. */
    @Nullable
    Long limit(String name) {
        return limits.stream()
                .filter(limit -> limit.name.equals(name))
                .findFirst()
                .map(Limit::value)
                .orElse(null);
    }

    /** The last start; null before the first. */
    LedgerFigures.@Nullable Start lastStart() {
        return starts.isEmpty() ? null : starts.get(starts.size() - 1);
    }
}
