package com.handinger.batch.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The requests of one connection, one after the other. */
final class Conversation {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PAGE = "<!DOCTYPE html><html><head><title>%d</title><style>b{}</style></head>"
            + "<body><h1>%d</h1>\n<p>The gateway is in trouble.</p></body></html>";

    /** What a request asks of the tasks; empty texts where it does not say. */
    private final FaultServer server;

    private final Wire wire;
    private final CountDownLatch stopped;

    Conversation(FaultServer server, Wire wire, CountDownLatch stopped) {
        this.server = server;
        this.wire = wire;
        this.stopped = stopped;
    }

    void hold() throws IOException, InterruptedException {
        boolean open = true;
        while (open) {
            Wire.Request request = wire.read();
            open = request != null && answer(request);
        }
    }

    /** Whether the connection stays usable. */
    private boolean answer(Wire.Request request) throws IOException, InterruptedException {
        Wish wish = Wish.of(request);
        Sighting seen = server.books().see(request, wish.taskId().isEmpty() ? null : wish.taskId());
        long wait = server.rate().refuse();
        Fault fault = wait > 0
                ? new Fault.RateLimit(String.valueOf(wait))
                : server.plan().decide(seen);
        if (fault instanceof Fault.None || fault instanceof Fault.TaskFails) {
            if (!server.admits(request.headers().get("authorization"))) {
                return error(401, "the key is not known here");
            }
            return plainly(seen, request, wish, fault);
        }
        if (fault instanceof Fault.AfterWork && seen.makesSchedule()) {
            return afterSchedule(fault, request);
        }
        return fault instanceof Fault.AfterWork late ? after(late, request, wish) : instead(fault, wish);
    }

    /** Answers in place of work; the connection stays usable. */
    private boolean instead(Fault fault, Wish wish) throws IOException {
        if (fault instanceof Fault.ErrorBefore error) {
            wire.answer(error.status(), error.contentType(), error.body(), error.headers());
            return true;
        }
        if (fault instanceof Fault.RateLimit limit) {
            Map<String, String> headers =
                    limit.retryAfter().isEmpty() ? Map.of() : Map.of("Retry-After", limit.retryAfter());
            wire.answer(429, "application/json", "{\"error\":\"too many requests\"}", headers);
            return true;
        }
        if (fault instanceof Fault.Deny deny) {
            return error(deny.status(), "access denied");
        }
        if (fault instanceof Fault.Html404) {
            return page(404);
        }
        lose(fault, wish);
        return false;
    }

    /** Ends of the connection without any work so far. */
    private void lose(Fault fault, Wish wish) throws IOException {
        if (fault instanceof Fault.Late late) {
            FaultServer.daemon("fault-late", () -> later(late.delay(), wish));
            wire.reset();
        } else if (fault instanceof Fault.ResetBefore) {
            wire.reset();
        } else if (fault instanceof Fault.SilenceBefore) {
            wire.untilClientLeaves();
        } else if (fault instanceof Fault.Raw raw) {
            wire.raw(raw.answer());
            wire.close();
        }
    }

    private boolean after(Fault.AfterWork fault, Wire.Request request, Wish wish)
            throws IOException, InterruptedException {
        boolean worker = request.path().equals("/api/workers");
        String made = worker ? json(template(request)) : "{\"task\":{}}";
        Books.Turn turn = request.method().equals("POST") && !worker ? start(wish, false) : null;
        if (fault instanceof Fault.ResetAfter) {
            wire.reset();
            return false;
        }
        if (fault instanceof Fault.SilenceAfter) {
            wire.untilClientLeaves();
            return false;
        }
        await(turn);
        if (fault instanceof Fault.ErrorAfter error) {
            return page(error.status());
        }
        String body = turn == null ? made : json(worker(wish.taskId(), wish.workerId(), turn));
        return spoiled(fault, body);
    }

    private boolean spoiled(Fault.AfterWork fault, String body) throws IOException, InterruptedException {
        if (fault instanceof Fault.BrokenJsonAfter) {
            wire.answer(200, "application/json", body.substring(0, body.length() / 2), Map.of());
            return true;
        }
        if (fault instanceof Fault.EndlessBodyAfter endless) {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000000\r\n\r\n{");
            String block = " ".repeat(endless.blockBytes());
            while (!stopped.await(endless.pause().toNanos(), TimeUnit.NANOSECONDS)) {
                wire.raw(block);
            }
            return false;
        }
        wire.answerHalf(body);
        if (fault instanceof Fault.StallBodyAfter) {
            wire.untilClientLeaves();
        }
        return false;
    }

    private boolean send(Wire.Request request, Wish wish, Fault fault) throws IOException, InterruptedException {
        if (!request.path().equals("/api/tasks")) {
            return page(404);
        }
        if (wish.input().isEmpty() || wish.taskId().isEmpty() || wish.workerId().isEmpty()) {
            return error(400, "input, taskId and workerId are needed here");
        }
        if (!server.knowsWorker(wish.workerId())) {
            return error(404, "no such worker");
        }
        Books.Turn turn = start(wish, fault instanceof Fault.TaskFails);
        if (turn == null) {
            return error(409, "the task is at work");
        }
        await(turn);
        return ok(worker(wish.taskId(), wish.workerId(), turn));
    }

    private Books.@Nullable Turn start(Wish wish, boolean fails) {
        long now = System.nanoTime();
        long end = now + server.latencyOf(wish.taskId()).toNanos();
        boolean anew = server.startsAnew() && server.books().task(wish.taskId()) != null;
        String taskId = anew ? "tsk_new-" + server.books().tasks().size() : wish.taskId();
        Books.Turn turn = server.books()
                .start(
                        taskId,
                        wish.workerId(),
                        new Books.Turn(wish.input(), wish.budget(), now, end, server.creditsOf(wish.input()), fails),
                        server.turnsAtEnd());
        if (turn != null) {
            String url = server.books().webhook(wish.workerId());
            server.deliveries().announce(url, taskId, wish.workerId(), turn);
        }
        return turn;
    }

    private void later(Duration delay, Wish wish) {
        try {
            // Not ended by a stop: the request is already beyond the client's reach.
            boolean never = new CountDownLatch(1).await(delay.toNanos(), TimeUnit.NANOSECONDS);
            if (!never) {
                start(wish, false);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Books.@Nullable Turn turn) throws IOException, InterruptedException {
        long left = turn == null ? 0 : turn.endNanos() - System.nanoTime();
        if (left > 0 && stopped.await(left, TimeUnit.NANOSECONDS)) {
            throw new IOException("the server was stopped");
        }
    }

    private boolean read(Wire.Request request, Wish wish) throws IOException, InterruptedException {
        if (wish.taskId().isEmpty() && server.books().hired(wish.workerId())) {
            return ok(Map.of("id", wish.workerId(), "object", "worker", "status", "pending"));
        }
        Books.Task task = server.books().task(wish.taskId());
        if (task == null || server.hides(task) || !readable(task)) {
            return error(404, "no such task");
        }
        task = server.shown(task);
        if ("true".equals(request.query().get("stream")) && server.streaming() != FaultServer.Streaming.NOT_OFFERED) {
            return stream(task);
        }
        if (request.path().startsWith("/api/workers/")) {
            return ok(worker(task.id(), task.workerId(), task.last()));
        }
        if (request.path().endsWith("/turns")) {
            return ok(Map.of("taskId", task.id(), "items", turns(task)));
        }
        return ok(Map.of("task", task(task)));
    }

    private boolean plainly(Sighting seen, Wire.Request request, Wish wish, Fault fault)
            throws IOException, InterruptedException {
        if (seen.ofSchedules()) {
            return schedules(request);
        }
        if (seen.makesWorker()) {
            return ok(template(request));
        }
        if (seen.ofWebhook()) {
            return webhook(request, wish.workerId());
        }
        return seen.isSend() ? send(request, wish, fault) : read(request, wish);
    }

    private boolean afterSchedule(Fault fault, Wire.Request request) throws IOException {
        server.schedules().make(workerOf(request), JSON.readTree(request.body()));
        if (fault instanceof Fault.ErrorAfter error) {
            return page(error.status());
        }
        if (fault instanceof Fault.SilenceAfter) {
            wire.untilClientLeaves();
        } else {
            wire.reset();
        }
        return false;
    }

    private static String workerOf(Wire.Request request) {
        return Wire.decoded(request.path().split("/", -1)[3]);
    }

    private boolean schedules(Wire.Request request) throws IOException {
        String worker = workerOf(request);
        if (!server.knowsWorker(worker)) {
            return error(404, "no such worker");
        }
        if (request.method().equals("POST")) {
            return ok(server.schedules()
                    .make(worker, JSON.readTree(request.body()))
                    .shown());
        }
        if (request.method().equals("DELETE")) {
            String id = Wire.decoded(request.path().split("/", -1)[5]);
            return server.schedules().cancel(id) ? ok(Map.of("cancelled", true)) : error(404, "no such schedule");
        }
        return ok(Map.of(
                "workerId",
                worker,
                "timezone",
                "Europe/Madrid",
                "schedules",
                server.schedules().all().stream()
                        .filter(schedule -> schedule.workerId().equals(worker))
                        .map(Schedules.Schedule::shown)
                        .toList()));
    }

    private Map<String, Object> template(Wire.Request request) {
        Map<String, Object> template = new LinkedHashMap<>();
        template.put("id", server.books().hire(request.body()));
        template.put("title", JSON.readTree(request.body()).path("title").stringValue(""));
        template.put("createdAt", "2026-07-14T08:30:05.000Z");
        return template;
    }

    private boolean webhook(Wire.Request request, String worker) throws IOException {
        if (!request.method().equals("GET")) {
            String url = request.method().equals("DELETE")
                    ? null
                    : JSON.readTree(request.body()).path("url").stringValue();
            server.books().webhook(worker, url);
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        String now = server.books().webhook(worker);
        shown.put("url", now);
        shown.put("token", now == null ? null : FaultServer.webhookToken(worker));
        return ok(shown);
    }

    private boolean readable(Books.Task task) {
        return System.nanoTime() - task.turns().get(0).startNanos()
                >= server.readableAfter().toNanos();
    }

    private Map<String, Object> worker(String taskId, String workerId, Books.Turn turn) {
        boolean good = turn.ended() && !turn.fails();
        Map<String, Object> worker = new LinkedHashMap<>();
        worker.put("id", workerId);
        worker.put("object", "worker");
        worker.put("status", turn.ended() ? "completed" : "running");
        worker.put("running", !turn.ended());
        worker.put("output_text", good ? "done: " + turn.input() : "");
        worker.put("structured_output", good ? Map.of("echo", turn.input()) : null);
        worker.put("sources", List.of());
        worker.put("files", good ? server.filesOf(taskId) : List.of());
        worker.put("usage", Map.of("durationMs", turn.durationMs()));
        return worker;
    }

    private static Map<String, Object> task(Books.Task task) {
        Map<String, Object> shown = new LinkedHashMap<>();
        String status = task.status();
        shown.put("id", task.id());
        shown.put("workerId", task.workerId());
        shown.put("status", status);
        shown.put("createdAt", task.createdAt());
        shown.put("completedAt", status.equals("running") ? null : task.createdAt());
        long ms = task.turns().stream().mapToLong(Books.Turn::durationMs).sum();
        shown.put(
                "totals",
                Map.of(
                        "credits",
                        task.credits(),
                        "durationMs",
                        ms,
                        "turnCount",
                        task.turns().size()));
        shown.put("url", "https://example.test/task/" + task.id());
        return shown;
    }

    private static List<Map<String, Object>> turns(Books.Task task) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Books.Turn turn : task.turns()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", "trn_" + items.size());
            item.put("seq", items.size());
            item.put("status", turn.ended() ? turn.fails() ? "error" : "completed" : "running");
            item.put("input", turn.input());
            item.put("outputText", turn.ended() && !turn.fails() ? "done: " + turn.input() : "");
            item.put("credits", turn.ended() ? turn.credits() : 0);
            item.put("durationMs", turn.durationMs());
            items.add(item);
        }
        return items;
    }

    private boolean stream(Books.Task task) throws IOException, InterruptedException {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n");
        boolean goesOn = true;
        while (goesOn) {
            wire.raw("data: {\"type\":\"text-delta\"}\n\n");
            goesOn = server.streaming() == FaultServer.Streaming.WHOLE
                    && !task.last().ended()
                    && !stopped.await(20, TimeUnit.MILLISECONDS);
        }
        if (server.streaming() == FaultServer.Streaming.BREAKS) {
            wire.reset();
        } else {
            wire.close();
        }
        return false;
    }

    private boolean ok(Map<String, ? extends @Nullable Object> body) throws IOException {
        wire.answer(200, "application/json", json(body), Map.of());
        return true;
    }

    private boolean error(int status, String message) throws IOException {
        wire.answer(status, "application/json", json(Map.of("error", message)), Map.of());
        return true;
    }

    private boolean page(int status) throws IOException {
        wire.answer(status, "text/html", PAGE.formatted(status, status), Map.of());
        return true;
    }

    private static String json(Map<String, ? extends @Nullable Object> body) {
        return JSON.writeValueAsString(body);
    }
}
