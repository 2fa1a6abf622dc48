package com.handinger.batch.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Worker templates, with the server's objects as they are. Rules and deadlines as in {@link HandingerApi}. */
public final class WorkerApi {

    private final Requests requests;

    WorkerApi(Requests requests) {
        this.requests = requests;
    }

    /**
     * What a worker is, or what of it changes; null leaves a member out.
     *
     * @param prompt what the server writes instructions from; cannot be changed later
     * @param outputSchema an object; a JSON null takes the schema away
     */
    public record Fields(
            @Nullable String title,
            @Nullable String summary,
            @Nullable String instructions,
            @Nullable String prompt,
            @Nullable String visibility,
            @Nullable JsonNode outputSchema) {

        /** The same, and the schema goes. */
        public Fields withoutSchema() {
            return new Fields(title, summary, instructions, prompt, visibility, JsonNodeFactory.instance.nullNode());
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            put(members, "title", title);
            put(members, "summary", summary);
            put(members, "instructions", instructions);
            put(members, "prompt", prompt);
            put(members, "visibility", visibility);
            put(members, "outputSchema", outputSchema);
            return members;
        }

        private static void put(Map<String, Object> members, String name, @Nullable Object value) {
            if (value != null) {
                members.put(name, value);
            }
        }
    }

    /** {@code POST /api/workers}. Nothing lists workers: one whose answer is lost can be seen in the dashboard only. */
    public CompletableFuture<Reply<JsonNode>> create(Fields fields, Duration deadline) {
        return requests.send(
                Verdict.Kind.CHANGE,
                new Requests.Call("POST", "/api/workers", deadline),
                fields.members(),
                AnswerReader::named);
    }

    /**
     * {@code GET /api/workers/{workerId}}: not the template, but the state of one task.
     *
     * @param taskId null for the latest task
     */
    public CompletableFuture<Reply<JsonNode>> read(String workerId, @Nullable String taskId, Duration deadline) {
        AnswerReader reader = requests.reader();
        return requests.read(path(workerId, taskId), deadline, tree -> reader.worker(tree) == null ? null : tree);
    }

    /** {@code PATCH /api/workers/{workerId}}: counts for tasks that start afterwards. */
    public CompletableFuture<Reply<JsonNode>> update(String workerId, Fields changes, Duration deadline) {
        return requests.send(
                Verdict.Kind.CHANGE,
                new Requests.Call("PATCH", path(workerId, null), deadline),
                changes.members(),
                AnswerReader::named);
    }

    /** {@code DELETE /api/workers/{workerId}}. */
    public CompletableFuture<Reply<JsonNode>> delete(String workerId, Duration deadline) {
        return requests.change(
                new Requests.Call("DELETE", path(workerId, null), deadline),
                tree -> AnswerReader.telling(tree, "deleted"));
    }

    /** {@code GET /api/workers/{workerId}/email}: an object, or its text alone from an older server. */
    public CompletableFuture<Reply<JsonNode>> email(String workerId, Duration deadline) {
        return requests.read(
                path(workerId, null) + "/email",
                deadline,
                tree -> tree.isString() || tree.path("email").isString() ? tree : null);
    }

    static String path(String workerId, @Nullable String taskId) {
        String path = "/api/workers/" + Requests.encoded("workerId", workerId);
        return taskId == null ? path : path + "?taskId=" + Requests.encoded("taskId", taskId);
    }
}
