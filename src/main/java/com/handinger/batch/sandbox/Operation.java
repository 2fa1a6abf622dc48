package com.handinger.batch.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The operations of the API and where they are. */
enum Operation {
    CREATE_WORKER("createWorker", "POST", "/api/workers"),
    RETRIEVE_WORKER("retrieveWorker", "GET", "/api/workers/*"),
    UPDATE_WORKER("updateWorker", "PATCH", "/api/workers/*"),
    DELETE_WORKER("deleteWorker", "DELETE", "/api/workers/*"),
    RETRIEVE_WORKER_EMAIL("retrieveWorkerEmail", "GET", "/api/workers/*/email"),
    LIST_SCHEDULES("listSchedules", "GET", "/api/workers/*/schedules"),
    CREATE_SCHEDULE("createSchedule", "POST", "/api/workers/*/schedules"),
    CANCEL_SCHEDULE("cancelSchedule", "DELETE", "/api/workers/*/schedules/*"),
    RETRIEVE_WEBHOOK("retrieveWebhook", "GET", "/api/workers/*/webhook"),
    UPDATE_WEBHOOK("updateWebhook", "PUT", "/api/workers/*/webhook"),
    DELETE_WEBHOOK("deleteWebhook", "DELETE", "/api/workers/*/webhook"),
    REGENERATE_WEBHOOK_TOKEN("regenerateWebhookToken", "POST", "/api/workers/*/webhook/regenerate-token"),
    LIST_WEBHOOK_EXECUTIONS("listWebhookExecutions", "GET", "/api/workers/*/webhook/executions"),
    CREATE_TASK("createTask", "POST", "/api/tasks"),
    RETRIEVE_TASK("retrieveTask", "GET", "/api/tasks/*"),
    ARCHIVE_TASK("archiveTask", "DELETE", "/api/tasks/*"),
    LIST_TASK_TURNS("listTaskTurns", "GET", "/api/tasks/*/turns"),
    STREAM_WORKER_UPDATES("streamWorkerUpdates", "GET", "/api/workers/*/stream"),
    RETRIEVE_WORKER_FILE("retrieveWorkerFile", "GET", "/api/workers/*/files/*");

    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;

    private final String id;
    private final String method;
    private final String path;

    Operation(String id, String method, String path) {
        this.id = id;
        this.method = method;
        this.path = path;
    }

    /** An operation together with the ids in the path, decoded. */
    record Match(Operation operation, List<String> ids) {}

    /** The name in the contract. */
    String id() {
        return id;
    }

    /** Throws {@link Refusal}: 404 for an unknown path, 405 for a known one with another method, 400 for broken escapes. */
    static Match find(String method, String rawPath) {
        List<String> asked = Arrays.asList(rawPath.split("/", -1));
        TreeSet<String> allowed = new TreeSet<>();
        for (Operation operation : values()) {
            List<String> ids = operation.ids(asked);
            if (ids != null && operation.method.equals(method)) {
                return new Match(operation, ids);
            }
            if (ids != null) {
                allowed.add(operation.method);
            }
        }
        if (allowed.isEmpty()) {
            throw new Refusal(NOT_FOUND, "There is nothing at " + rawPath + ".");
        }
        String methods = String.join(", ", allowed);
        throw new Refusal(
                WRONG_METHOD,
                rawPath + " does not know " + method + ", only " + methods + ".",
                Map.of("Allow", methods));
    }

    /** Null when the path is another one. */
    private @Nullable List<String> ids(List<String> asked) {
        List<String> segments = Arrays.asList(path.split("/", -1));
        if (asked.size() != segments.size()) {
            return null;
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            boolean variable = segments.get(i).equals("*");
            if (variable ? asked.get(i).isEmpty() : !segments.get(i).equals(asked.get(i))) {
                return null;
            }
            if (variable) {
                ids.add(decode(asked.get(i)));
            }
        }
        return ids;
    }

    /** The text behind percent escapes; a plus stays one. */
    static String decode(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "\"" + raw + "\" holds a broken percent escape.");
        }
    }
}
