package com.handinger.batch.pacing;

import org.jspecify.annotations.Nullable;

/**
 * What is told of the pace of a process.
 *
 * @param leastTasks tasks in flight that are always allowed
 * @param mostTasks tasks in flight at most; the same as the least for a number that never changes
 * @param requestsPerMinute null means untold
 */
public record PaceRules(
        int leastTasks, int mostTasks, @Nullable Integer requestsPerMinute) {

    /** A number of tasks in flight that never changes, at an untold rate. */
    public static PaceRules fixed(int tasks) {
        return new PaceRules(tasks, tasks, null);
    }
}
