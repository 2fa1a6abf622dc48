package com.handinger.batch.api;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * The Handinger REST API. Every call is one request: nothing is repeated, redirected or waited for here. Whatever
 * network and server do, the returned future completes normally with a {@link Reply}, at the latest a moment after its
 * deadline; cancelling that future does not stop the request. Threads may share it; calls do not block.
 *
 * <p>A deadline covers everything from the call to the last byte of the answer and must be above 0, else
 * {@link IllegalArgumentException}, as for an empty id.
 */
public final class HandingerApi implements AutoCloseable {

    private final ApiOptions options;
    private final Transport transport;
    private final AnswerReader reader;
    private final Judge judge;
    private final Tally tally = new Tally();
    private final JsonMapper json = new JsonMapper();
    private final JsonMapper asciiJson =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** @throws IllegalArgumentException when the environment names a proxy that cannot be used */
    public HandingerApi(ApiOptions options) {
        this(options, Clock.systemUTC());
    }

    /** @param clock tells a date in {@code Retry-After} from now, where an answer does not tell its own time */
    public HandingerApi(ApiOptions options, InstantSource clock) {
        this.options = options;
        this.transport = new Transport(options);
        this.reader = new AnswerReader(options.maxAnswerBytes());
        this.judge = new Judge(options, reader, clock);
    }

    /** {@code POST /api/tasks}: blocks at the server until the task has ended. Cutting it short does not stop the task. */
    public CompletableFuture<Reply<WorkerAnswer>> createTask(CreateTask request, Duration deadline) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("workerId", request.workerId());
        members.put("taskId", request.taskId());
        members.put("budget", request.budget());
        members.put("input", request.input());
        return post("/api/tasks", members, deadline, reader::worker);
    }

    /** {@code POST /api/workers}: the id of the worker that was made. Sent again, it makes another one. */
    public CompletableFuture<Reply<String>> createWorker(CreateWorker request, Duration deadline) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("title", request.title());
        putIfTold(members, "instructions", request.instructions());
        putIfTold(members, "prompt", request.prompt());
        putIfTold(members, "summary", request.summary());
        members.put("visibility", request.visibility());
        String schema = request.outputSchema();
        putIfTold(members, "outputSchema", schema == null ? null : new RawValue(schema));
        return post("/api/workers", members, deadline, reader::template);
    }

    private static void putIfTold(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private <T> CompletableFuture<Reply<T>> post(
            String path, Map<String, ?> members, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        byte[] bytes = utf8(members);
        SingleBody body = new SingleBody(bytes);
        HttpRequest post =
                to(path).header("Content-Type", "application/json").POST(body).build();
        tally.goes(Verdict.Kind.SEND, bytes.length);
        return transport
                .exchange(post, body, deadline)
                .thenApply(received -> judged(Verdict.Kind.SEND, received, deadline, shape));
    }

    /** {@code GET /api/tasks/{taskId}}. */
    public CompletableFuture<Reply<TaskRecord>> readTask(String taskId, Duration deadline) {
        return read("/api/tasks/" + encoded("taskId", taskId), deadline, reader::task);
    }

    /** {@code GET /api/workers/{workerId}?taskId=}: the state and the answer of one task. */
    public CompletableFuture<Reply<WorkerAnswer>> readWorker(String workerId, String taskId, Duration deadline) {
        String path = "/api/workers/" + encoded("workerId", workerId) + "?taskId=" + encoded("taskId", taskId);
        return read(path, deadline, reader::worker);
    }

    /**
     * {@code GET /api/workers/{workerId}?taskId=&stream=true} of an older generation: ends when the server closes the
     * stream, which should be when the task ends.
     */
    public CompletableFuture<Reply<StreamEnd>> streamTask(String workerId, String taskId, Duration deadline) {
        String path = "/api/workers/" + encoded("workerId", workerId) + "?taskId=" + encoded("taskId", taskId);
        HttpRequest get = to(path + "&stream=true")
                .setHeader("Accept", StreamEnd.MEDIA_TYPE + ", application/json")
                .GET()
                .build();
        tally.goes(Verdict.Kind.READ, 0);
        return transport.exchange(get, null, deadline).thenApply(received -> {
            tally.ended(received.status(), received.body().length);
            return judge.streamed(received, deadline);
        });
    }

    /** {@code GET /api/tasks/{taskId}/turns}, in the server's order. */
    public CompletableFuture<Reply<List<TurnRecord>>> readTurns(String taskId, Duration deadline) {
        return read("/api/tasks/" + encoded("taskId", taskId) + "/turns", deadline, reader::turns);
    }

    /** How {@code GET /api/tasks/{taskId}} is answered. */
    public CompletableFuture<Observed> observeTask(String taskId, Duration deadline) {
        return observe("/api/tasks/" + encoded("taskId", taskId), deadline);
    }

    /** How {@code GET /api/workers/{workerId}} is answered. */
    public CompletableFuture<Observed> observeWorker(String workerId, Duration deadline) {
        return observe("/api/workers/" + encoded("workerId", workerId), deadline);
    }

    private CompletableFuture<Observed> observe(String path, Duration deadline) {
        tally.goes(Verdict.Kind.READ, 0);
        long asked = System.nanoTime();
        return transport.exchange(to(path).GET().build(), null, deadline).thenApply(received -> {
            tally.ended(received.status(), received.body().length);
            return judge.observed(received, Duration.ofNanos(System.nanoTime() - asked));
        });
    }

    /** The counts up to now; a request may finish between two of them. */
    public ApiCounts snapshot() {
        return tally.snapshot();
    }

    /**
     * Cuts every request under way: its reply is {@link Reply.NotSent} or {@link Reply.Unknown}. The server goes on with
     * what it took. Later calls are {@link Reply.NotSent}.
     */
    @Override
    public void close() {
        transport.close();
    }

    private <T> CompletableFuture<Reply<T>> read(
            String path, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        tally.goes(Verdict.Kind.READ, 0);
        return transport
                .exchange(to(path).GET().build(), null, deadline)
                .thenApply(received -> judged(Verdict.Kind.READ, received, deadline, shape));
    }

    private <T> Reply<T> judged(
            Verdict.Kind kind, Received received, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        tally.ended(received.status(), received.body().length);
        return judge.judge(kind, received, deadline, shape);
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(options.baseUrl() + path))
                .header("Accept", "application/json")
                .header("User-Agent", options.userAgent());
        return options.key() == null ? request : request.header("Authorization", "Bearer " + options.key());
    }

    /** Half a surrogate pair has no UTF-8 form; it goes out as the escape that it came in with. */
    private byte[] utf8(Map<String, ?> members) {
        try {
            return json.writeValueAsBytes(members);
        } catch (JacksonException halfAPair) {
            return asciiJson.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String encoded(String name, String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a read needs a non-empty " + name);
        }
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return id.equals(".") || id.equals("..") ? id.replace(".", "%2E") : encoded;
    }
}
