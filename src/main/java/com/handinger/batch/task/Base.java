package com.handinger.batch.task;

import com.handinger.batch.api.TaskRecord;

/**
 * What a task had before a turn of ours was added to it. Everything beyond that is judged by it.
 *
 * @param turns how many
 * @param credits of all of them
 * @param durationMs milliseconds of all of them
 */
public record Base(int turns, long credits, long durationMs) {

    static Base of(TaskRecord task) {
        return new Base(task.turnCount(), task.credits(), task.durationMs());
    }
}
