package com.handinger.batch.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/tasks}. A {@code taskId} already in use appends a paid turn to that task.
 *
 * @param taskId null lets the server choose one, which its answer does not tell
 * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
 */
public record CreateTask(String workerId, @Nullable String taskId, String input, String budget) {

    /** @throws IllegalArgumentException when one of them is empty: the API would make a worker or a task of its own */
    public CreateTask {
        filled("workerId", workerId);
        if (taskId != null) {
            filled("taskId", taskId);
        }
        filled("input", input);
        filled("budget", budget);
    }

    private static void filled(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a task needs a non-empty " + name);
        }
    }
}
