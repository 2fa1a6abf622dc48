package com.handinger.batch.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Takes every request, checks key and rate, and leads it to its operation. */
final class Reception implements HttpHandler {

    private static final Logger LOG = System.getLogger(Reception.class.getName());
    private static final long SECOND = 1000;

    private final SandboxOptions options;
    private final Counters counters;
    private final Timeline time;
    private final Throttle throttle;
    private final TaskDoor tasks;
    private final TaskReads reads;
    private final WorkerDoor workers;

    Reception(
            SandboxOptions options,
            Counters counters,
            Timeline time,
            TaskDoor tasks,
            TaskReads reads,
            WorkerDoor workers) {
        this.options = options;
        this.counters = counters;
        this.time = time;
        this.throttle =
                new Throttle(options.limits().requests(), options.limits().span());
        this.tasks = tasks;
        this.reads = reads;
        this.workers = workers;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Call call = new Call(exchange, counters);
        try {
            lead(call);
        } catch (Refusal refusal) {
            call.refuse(refusal);
        } catch (IOException clientLeft) {
            call.drop();
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "The sandbox could not serve " + call.method() + " " + call.rawPath(), e);
            call.error(500, "The sandbox failed: " + e.getMessage());
        }
    }

    private void lead(Call call) throws IOException {
        Operation.Match match;
        byte[] body;
        try {
            body = call.body(options.limits().bodyBytes());
            match = Operation.find(call.method(), call.rawPath());
        } catch (Refusal refusal) {
            counters.request("other");
            throw refusal;
        }
        counters.request(match.operation().id());
        checkKey(call);
        checkRate(call);
        if (!match.operation().offered()) {
            throw new Refusal(
                    501, "The sandbox does not offer " + match.operation().id() + " yet.");
        }
        serve(call, match.operation(), match.ids(), body);
    }

    private void serve(Call call, Operation operation, List<String> ids, byte[] body) {
        switch (operation) {
            case CREATE_TASK -> tasks.post(call, body);
            case RETRIEVE_TASK -> reads.task(call, ids.get(0));
            case LIST_TASK_TURNS -> reads.turns(call, ids.get(0));
            case ARCHIVE_TASK -> reads.archive(call, ids.get(0));
            case RETRIEVE_WORKER -> reads.worker(call, ids.get(0));
            case CREATE_WORKER -> workers.create(call, body);
            case UPDATE_WORKER -> workers.update(call, ids.get(0), body);
            case DELETE_WORKER -> workers.delete(call, ids.get(0));
            default -> throw new IllegalStateException(operation + " is offered, yet nobody serves it.");
        }
    }

    private void checkKey(Call call) {
        String authorization = call.header("Authorization");
        boolean bearer = authorization.startsWith("Bearer ")
                && !authorization.substring(7).isBlank();
        if (options.is(Setting.KEY, "required") && !bearer) {
            throw new Refusal(401, "Send your API key as \"Authorization: Bearer <key>\".");
        }
    }

    private void checkRate(Call call) {
        long now = time.millis();
        long wait = throttle.waitMillis(call.header("Authorization"), now);
        if (wait > 0) {
            throw new Refusal(429, "Too many requests with this key.", retryAfter(now, wait));
        }
    }

    private Map<String, String> retryAfter(long now, long wait) {
        return switch (options.choice(Setting.RETRY_AFTER)) {
            case "seconds" -> Map.of("Retry-After", String.valueOf((wait + SECOND - 1) / SECOND));
            case "date" -> Map.of("Retry-After", httpDate(now + wait + SECOND - 1));
            case "ms" -> Map.of("retry-after-ms", String.valueOf(wait));
            default -> Map.of();
        };
    }

    private static String httpDate(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
}
