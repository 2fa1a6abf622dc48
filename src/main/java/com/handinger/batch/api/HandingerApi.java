package com.handinger.batch.api;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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

    private final Requests requests;
    private final AnswerReader reader;

    /** @throws IllegalArgumentException when the environment names a proxy that cannot be used */
    public HandingerApi(ApiOptions options) {
        this(options, Clock.systemUTC());
    }

    /** @param clock tells a date in {@code Retry-After} from now, where an answer does not tell its own time */
    public HandingerApi(ApiOptions options, InstantSource clock) {
        requests = new Requests(options, clock);
        reader = requests.reader();
    }

    /** The operations on workers, with the server's objects as they are. */
    public WorkerApi workers() {
        return new WorkerApi(requests);
    }

    /** The operations on tasks that are there, with the server's objects as they are. */
    public TaskApi tasks() {
        return new TaskApi(requests);
    }

    /** The operations on schedules, with the server's objects as they are. */
    public ScheduleApi schedules() {
        return new ScheduleApi(requests);
    }

    /** The operations on webhooks, with the server's objects as they are. */
    public WebhookApi webhooks() {
        return new WebhookApi(requests);
    }

    /** The files that tasks publish. */
    public FileApi files() {
        return requests.files();
    }

    /**
     * {@code POST /api/tasks}: blocks at the server until the task has ended. Cutting it short does not stop the task. With
     * files the deadline begins when all of them are on their way; one that has changed is {@link Reply.Unsendable}.
     */
    public CompletableFuture<Reply<WorkerAnswer>> createTask(CreateTask request, Duration deadline) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("workerId", request.workerId());
        if (request.taskId() != null) {
            members.put("taskId", request.taskId());
        }
        members.put("budget", request.budget());
        members.put("input", request.input());
        Requests.Call call = new Requests.Call("POST", "/api/tasks", deadline);
        return request.files().isEmpty()
                ? requests.send(Verdict.Kind.SEND, call, members, reader::worker)
                : requests.send(Verdict.Kind.SEND, call, new FormBody(members, request.files()), reader::worker);
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
        return requests.send(
                Verdict.Kind.SEND, new Requests.Call("POST", "/api/workers", deadline), members, reader::template);
    }

    private static void putIfTold(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    /** {@code GET /api/tasks/{taskId}}. */
    public CompletableFuture<Reply<TaskRecord>> readTask(String taskId, Duration deadline) {
        return requests.read("/api/tasks/" + Requests.encoded("taskId", taskId), deadline, reader::task);
    }

    /** {@code GET /api/workers/{workerId}?taskId=}: the state and the answer of one task. */
    public CompletableFuture<Reply<WorkerAnswer>> readWorker(String workerId, String taskId, Duration deadline) {
        return requests.read(WorkerApi.path(workerId, taskId), deadline, reader::worker);
    }

    /**
     * {@code GET /api/workers/{workerId}?taskId=&stream=true} of an older generation: ends when the server closes the
     * stream, which should be when the task ends.
     */
    public CompletableFuture<Reply<StreamEnd>> streamTask(String workerId, String taskId, Duration deadline) {
        return requests.stream(WorkerApi.path(workerId, taskId) + "&stream=true", deadline);
    }

    /** {@code GET /api/tasks/{taskId}/turns}, in the order they ran. */
    public CompletableFuture<Reply<List<TurnRecord>>> readTurns(String taskId, Duration deadline) {
        return requests.read("/api/tasks/" + Requests.encoded("taskId", taskId) + "/turns", deadline, reader::turns);
    }

    /** How {@code GET /api/tasks/{taskId}} is answered. */
    public CompletableFuture<Observed> observeTask(String taskId, Duration deadline) {
        return requests.observe("/api/tasks/" + Requests.encoded("taskId", taskId), deadline);
    }

    /** How {@code GET /api/workers/{workerId}} is answered. */
    public CompletableFuture<Observed> observeWorker(String workerId, Duration deadline) {
        return requests.observe("/api/workers/" + Requests.encoded("workerId", workerId), deadline);
    }

    /** The counts up to now; a request may finish between two of them. */
    public ApiCounts snapshot() {
        return requests.snapshot();
    }

    /**
     * Cuts every request under way: its reply is {@link Reply.NotSent} or {@link Reply.Unknown}. The server goes on with
     * what it took. Later calls are {@link Reply.NotSent}.
     */
    @Override
    public void close() {
        requests.close();
    }
}
