package com.handinger.batch.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The webhook of a worker, with the server's objects as they are; they hold its token. Rules and deadlines as in
 * {@link HandingerApi}.
 */
public final class WebhookApi {

    private final Requests requests;

    WebhookApi(Requests requests) {
        this.requests = requests;
    }

    /** {@code GET /api/workers/{workerId}/webhook}: two nulls while none is set. */
    public CompletableFuture<Reply<JsonNode>> read(String workerId, Duration deadline) {
        return requests.read(path(workerId), deadline, WebhookApi::webhook);
    }

    /** {@code PUT /api/workers/{workerId}/webhook}: the first address makes a token, later ones keep it. */
    public CompletableFuture<Reply<JsonNode>> set(String workerId, String url, Duration deadline) {
        return requests.send(
                Verdict.Kind.CHANGE,
                new Requests.Call("PUT", path(workerId), deadline),
                Map.of("url", url),
                WebhookApi::webhook);
    }

    /** {@code DELETE /api/workers/{workerId}/webhook}. */
    public CompletableFuture<Reply<JsonNode>> delete(String workerId, Duration deadline) {
        return requests.change(new Requests.Call("DELETE", path(workerId), deadline), WebhookApi::webhook);
    }

    /** {@code POST /api/workers/{workerId}/webhook/regenerate-token}: the old token stops being valid. */
    public CompletableFuture<Reply<JsonNode>> regenerateToken(String workerId, Duration deadline) {
        return requests.change(
                new Requests.Call("POST", path(workerId) + "/regenerate-token", deadline), WebhookApi::webhook);
    }

    /**
     * {@code GET /api/workers/{workerId}/webhook/executions}: newest first.
     *
     * @param page counted from 1
     */
    public CompletableFuture<Reply<JsonNode>> executions(String workerId, int page, Duration deadline) {
        return requests.read(
                path(workerId) + "/executions?page=" + page, deadline, tree -> AnswerReader.listing(tree, "logs"));
    }

    private static @Nullable JsonNode webhook(JsonNode tree) {
        return tree.has("url") ? tree : null;
    }

    private static String path(String workerId) {
        return WorkerApi.path(workerId, null) + "/webhook";
    }
}
