package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * How a row ended.
 *
 * @param state a settled state
 * @param answer what the task left behind; null when nothing is known of it
 * @param error null when completed
 */
public record Outcome(
        RowState state, @Nullable Answer answer, @Nullable RowError error) {

    static Outcome completed(Answer answer) {
        return new Outcome(RowState.COMPLETED, answer, null);
    }

    static Outcome unusable(Answer answer, String kind, String message) {
        return new Outcome(RowState.UNUSABLE, answer, new RowError(kind, message, null));
    }

    static Outcome failed(@Nullable Answer answer, RowError error) {
        return new Outcome(RowState.FAILED, answer, error);
    }
}
