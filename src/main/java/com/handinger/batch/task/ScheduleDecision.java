package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a {@link ScheduleLife} to an event.
 *
 * @param change what the ledger must note; null for nothing
 * @param next what happens next
 */
public record ScheduleDecision(@Nullable Change change, ScheduleStep next) {

    static ScheduleDecision end(Change change) {
        return new ScheduleDecision(change, new ScheduleStep.End());
    }
}
