package com.handinger.batch.faults;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a request is about; what it does not tell is empty. */
record Wish(String taskId, String workerId, String input, String budget) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Names tasks that come without an id. */
    private static final AtomicLong OWN = new AtomicLong();

    static Wish of(Wire.Request request) {
        if (!request.method().equals("POST")) {
            String[] steps = request.path().split("/", -1);
            String id = steps.length > 3 && steps[2].equals("tasks") ? Wire.decoded(steps[3]) : "";
            String worker = steps.length > 3 && steps[2].equals("workers") ? Wire.decoded(steps[3]) : "";
            return new Wish(id.isEmpty() ? request.query().getOrDefault("taskId", "") : id, worker, "", "");
        }
        if (Wire.multipart(request.headers())) {
            return new Wish(
                    part(request, "taskId", ""),
                    part(request, "workerId", ""),
                    part(request, "input", ""),
                    part(request, "budget", "standard"));
        }
        JsonNode body = JSON.readTree(request.body().isEmpty() ? "{}" : request.body());
        boolean task = request.path().equals("/api/tasks");
        return new Wish(
                body.path("taskId").stringValue(task ? "tsk_own-" + OWN.incrementAndGet() : ""),
                body.path("workerId").stringValue(""),
                body.path("input").stringValue(""),
                body.path("budget").stringValue("standard"));
    }

    /** A text part of form data. */
    private static String part(Wire.Request request, String name, String otherwise) {
        Matcher part = Pattern.compile("(?s)name=\"" + name + "\"\r\n\r\n(.*?)\r\n--handinger-batch-")
                .matcher(request.body());
        return part.find()
                ? new String(part.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : otherwise;
    }
}
