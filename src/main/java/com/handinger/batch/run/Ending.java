package com.handinger.batch.run;

import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.StopCause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a start ended.
 *
 * @param reason for people
 * @param requests of this start
 * @param firstSend when the first task was sent; null when none was
 * @param lastAnswer when the last row was answered for good; null when none was
 * @param settled rows that settled in this start
 * @param limit the key of the limit that ended it; null when it was none
 * @param enough a credit limit with which it could go on; null when that did not end it
 * @param pace the limits that were found by trying; null when nothing was sent
 */
record Ending(
        ExitCode exit,
        String reason,
        RequestCounts requests,
        @Nullable Instant firstSend,
        @Nullable Instant lastAnswer,
        long settled,
        @Nullable String limit,
        @Nullable Long enough,
        @Nullable PaceReport pace) {

    private static final String TOLERATED = ", which --tolerate allows";

    private static final RequestCounts NO_REQUESTS = new RequestCounts(0, 0, 0, 0);

    private static Ending of(ExitCode exit, String reason) {
        return new Ending(exit, reason, NO_REQUESTS, null, null, 0, null, null, null);
    }

    Ending with(RequestCounts made, @Nullable Instant first, @Nullable Instant last, long rows) {
        return new Ending(exit, reason, made, first, last, rows, limit, enough, pace);
    }

    Ending with(PaceReport limits) {
        return new Ending(exit, reason, requests, firstSend, lastAnswer, settled, limit, enough, limits);
    }

    /** The same with more requests than before. */
    Ending with(RequestCounts made) {
        return new Ending(exit, reason, made, firstSend, lastAnswer, settled, limit, enough, pace);
    }

    /** Whether tasks that ended well may be asked for more: nothing broke, and nobody asked to stop. */
    boolean orderly() {
        return exit == ExitCode.DONE || exit == ExitCode.ROWS || exit == ExitCode.CREDITS;
    }

    /** The same without all of its files: whatever was done, a further start is needed. */
    Ending unfinished(String why) {
        ExitCode rest = exit == ExitCode.DONE || exit == ExitCode.ROWS ? ExitCode.STOPPED : exit;
        return new Ending(rest, reason + "; " + why, requests, firstSend, lastAnswer, settled, limit, enough, pace);
    }

    /**
     * A start that was to open rows again, and found none.
     *
     * @param left rows of the run that have not ended
     */
    static Ending nothingToRetry(RowCounts selected, long left, Tolerance tolerance) {
        if (left > 0) {
            return of(
                    ExitCode.STOPPED,
                    "nothing to retry: no row was opened again, and nothing was sent; the run is not finished, and run goes"
                            + " on with " + Counted.of(left, "row"));
        }
        Ending ending = done(selected, tolerance);
        String rest = bad(selected) == 0 ? "" : "; " + ending.reason;
        return of(ending.exit, "nothing to retry: no row was opened again, and nothing was sent" + rest);
    }

    /**
     * A start that found its run finished.
     *
     * @param at when, in ISO 8601; null when that is not known
     */
    static Ending nothingLeft(RowCounts selected, Tolerance tolerance, @Nullable String at) {
        Ending ending = done(selected, tolerance);
        String when = at == null
                ? "was finished before"
                : "finished at " + Instant.parse(at).truncatedTo(ChronoUnit.SECONDS);
        return of(ending.exit, "nothing to do: the run " + when + "; " + ending.reason);
    }

    /** What its exit code says, for people. */
    String meaning() {
        return exit == ExitCode.DONE && reason.endsWith(TOLERATED)
                ? "done, and --tolerate allows the rows that did not complete"
                : exit.meaning();
    }

    /** The first cause wins: what broke, then what stopped, then how the rows ended. */
    static Ending of(@Nullable Throwable failure, @Nullable StopCause stop, RowCounts selected, Tolerance tolerance) {
        if (failure != null) {
            return broken(failure);
        }
        // Who asks to stop, or meets a limit, and finds everything done needs no further start.
        if (stop != null && (!bounded(stop) || selected.open() > 0)) {
            ExitCode exit = switch (stop.kind()) {
                case CREDENTIALS -> ExitCode.CREDENTIALS;
                case FATAL_ANSWER -> ExitCode.FATAL;
                case CREDITS -> ExitCode.CREDITS;
                case ERRORS -> ExitCode.FATAL;
                case STOPPED -> ExitCode.STOPPED;
            };
            return new Ending(exit, stop.message(), NO_REQUESTS, null, null, 0, stop.limit(), null, null);
        }
        if (selected.open() > 0) {
            return of(
                    ExitCode.INTERNAL, Counted.of(selected.open(), "row was", "rows were") + " left without a reason");
        }
        return done(selected, tolerance);
    }

    private static boolean bounded(StopCause stop) {
        return stop.kind() == StopCause.Kind.STOPPED || stop.waitsForTasks();
    }

    /** The same with a credit limit that would be enough for the rows that are left. */
    Ending withEnough(long credits, long left) {
        String more = Counted.of(left, "row is", "rows are") + " left";
        return new Ending(
                exit,
                reason + "; " + more + ", for which limits.credits: " + credits + " would be about enough",
                requests,
                firstSend,
                lastAnswer,
                settled,
                limit,
                credits,
                pace);
    }

    private static Ending broken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutputException) {
                return of(ExitCode.STOPPED, String.valueOf(cause.getMessage()));
            }
        }
        return of(ExitCode.INTERNAL, "internal error: " + failure);
    }

    private static long bad(RowCounts selected) {
        return selected.of(RowState.FAILED) + selected.of(RowState.UNUSABLE) + selected.of(RowState.REJECTED);
    }

    private static Ending done(RowCounts selected, Tolerance tolerance) {
        long bad = bad(selected);
        if (selected.total() == 0) {
            return of(ExitCode.DONE, "no row was selected, and nothing was sent");
        }
        if (bad == 0) {
            return of(
                    ExitCode.DONE,
                    selected.total() == 1
                            ? "the selected row completed"
                            : "all " + selected.total() + " selected rows completed");
        }
        String text = bad + " of " + Counted.of(selected.total(), "row") + " did not complete";
        return tolerance.covers(bad, selected.total()) ? of(ExitCode.DONE, text + TOLERATED) : of(ExitCode.ROWS, text);
    }
}
