package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * How a row ended.
 *
 * @param state a settled state
 * @param answer what the task left behind; null when nothing is known of it
 * @param error null when completed
 * @param outputRead whether the answer's output was read in this start; what a 2xx brought before stays kept otherwise
 * @param priced whether the credits of the answer are what the task cost
 */
public record Outcome(
        RowState state, @Nullable Answer answer, @Nullable RowError error, boolean outputRead, boolean priced) {

    /** With an output that was read, or without any answer. */
    public Outcome(RowState state, @Nullable Answer answer, @Nullable RowError error) {
        this(state, answer, error, answer != null, true);
    }

    /** Credits that the task is known to have cost. */
    public long credits() {
        return answer == null ? 0 : answer.credits();
    }

    /** Whether the task may have cost more than {@link #credits}, or may still do so. */
    public boolean costUnknown() {
        return !priced || (error != null && error.costUnknown());
    }

    static Outcome completed(Answer answer) {
        return new Outcome(RowState.COMPLETED, answer, null);
    }

    static Outcome unusable(Answer answer, String kind, String message) {
        return new Outcome(RowState.UNUSABLE, answer, new RowError(kind, message, null));
    }

    static Outcome failed(@Nullable Answer answer, RowError error) {
        return new Outcome(RowState.FAILED, answer, error);
    }

    /** The same, when only the task itself could be read. */
    Outcome withoutOutput() {
        return new Outcome(state, answer, error, false, priced);
    }

    /** The same, when nobody tells what the task cost. */
    Outcome unpriced() {
        return new Outcome(state, answer, error, outputRead, false);
    }
}
