package com.handinger.batch.api;

/**
 * The body of {@code POST /api/tasks}. A {@code taskId} already in use appends a paid turn to that task.
 *
 * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
 */
public record CreateTask(String workerId, String taskId, String input, String budget) {

    /** @throws IllegalArgumentException when one of them is empty: the API would make a worker or a task of its own */
    public CreateTask {
        filled("workerId", workerId);
        filled("taskId", taskId);
        filled("input", input);
        filled("budget", budget);
    }

    private static void filled(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a task needs a non-empty " + name);
        }
    }
}
