package com.handinger.batch.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Tasks that are there, with the server's objects as they are. Rules and deadlines as in {@link HandingerApi}. */
public final class TaskApi {

    private final Requests requests;

    TaskApi(Requests requests) {
        this.requests = requests;
    }

    /** {@code GET /api/tasks/{taskId}}: the Task in its envelope. */
    public CompletableFuture<Reply<JsonNode>> read(String taskId, Duration deadline) {
        AnswerReader reader = requests.reader();
        return requests.read(path(taskId), deadline, tree -> reader.task(tree) == null ? null : tree);
    }

    /** {@code GET /api/tasks/{taskId}/turns}. */
    public CompletableFuture<Reply<JsonNode>> turns(String taskId, Duration deadline) {
        AnswerReader reader = requests.reader();
        return requests.read(path(taskId) + "/turns", deadline, tree -> reader.turns(tree) == null ? null : tree);
    }

    /** {@code DELETE /api/tasks/{taskId}}: hides it from listings; no way to stop it. */
    public CompletableFuture<Reply<JsonNode>> archive(String taskId, Duration deadline) {
        return requests.change(
                new Requests.Call("DELETE", path(taskId), deadline), tree -> AnswerReader.telling(tree, "archived"));
    }

    private static String path(String taskId) {
        return "/api/tasks/" + Requests.encoded("taskId", taskId);
    }
}
