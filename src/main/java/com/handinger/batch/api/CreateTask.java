package com.handinger.batch.api;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/tasks}. A {@code taskId} already in use appends a paid turn to that task.
 *
 * @param taskId null lets the server choose one, which its answer does not tell
 * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
 * @param files what is sent with it; with one the body is form data, else JSON
 */
public record CreateTask(String workerId, @Nullable String taskId, String input, String budget, List<Upload> files) {

    /** @throws IllegalArgumentException when one of them is empty: the API would make a worker or a task of its own */
    public CreateTask {
        filled("workerId", workerId);
        if (taskId != null) {
            filled("taskId", taskId);
        }
        filled("input", input);
        filled("budget", budget);
        files = List.copyOf(files);
    }

    /** Without files. */
    public CreateTask(String workerId, String taskId, String input, String budget) {
        this(workerId, taskId, input, budget, List.of());
    }

    /**
     * A file of which nothing is sent unless it is as it is told.
     *
     * @param name what the server is told that it is called
     * @param size bytes
     * @param sha256 of its bytes, in hex
     */
    public record Upload(Path file, String name, long size, String sha256) {}

    private static void filled(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a task needs a non-empty " + name);
        }
    }
}
