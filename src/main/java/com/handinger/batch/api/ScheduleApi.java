package com.handinger.batch.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Schedules of a worker, with the server's objects as they are. Rules and deadlines as in {@link HandingerApi}. */
public final class ScheduleApi {

    private final Requests requests;

    ScheduleApi(Requests requests) {
        this.requests = requests;
    }

    /** When a schedule runs. */
    public sealed interface When {

        /** Once, at a moment in ISO 8601 with an offset. */
        record At(String date) implements When {}

        /** Once, so many seconds from now. */
        record In(long seconds) implements When {}

        /** Again and again; the dialect is the server's. */
        record Cron(String expression) implements When {}

        /** Again and again, every so many seconds. */
        record Every(long seconds) implements When {}

        /** Whether it buys a task each time until it is cancelled. */
        default boolean recurring() {
            return this instanceof Cron || this instanceof Every;
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            if (this instanceof At at) {
                members.put("type", "scheduled");
                members.put("date", at.date());
            } else if (this instanceof In in) {
                members.put("type", "delayed");
                members.put("delayInSeconds", in.seconds());
            } else if (this instanceof Cron cron) {
                members.put("type", "cron");
                members.put("cron", cron.expression());
            } else if (this instanceof Every every) {
                members.put("type", "interval");
                members.put("intervalSeconds", every.seconds());
            }
            return members;
        }
    }

    /**
     * The task that each run of a schedule is.
     *
     * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
     */
    public record Order(String input, String budget, When when) {}

    /** {@code GET /api/workers/{workerId}/schedules}. */
    public CompletableFuture<Reply<JsonNode>> list(String workerId, Duration deadline) {
        return requests.read(path(workerId), deadline, tree -> AnswerReader.listing(tree, "schedules"));
    }

    /** {@code POST /api/workers/{workerId}/schedules}. */
    public CompletableFuture<Reply<JsonNode>> create(String workerId, Order order, Duration deadline) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("input", order.input());
        members.put("budget", order.budget());
        members.put("when", order.when().members());
        return requests.send(
                Verdict.Kind.CHANGE, new Requests.Call("POST", path(workerId), deadline), members, AnswerReader::named);
    }

    /** {@code DELETE /api/workers/{workerId}/schedules/{scheduleId}}. */
    public CompletableFuture<Reply<JsonNode>> cancel(String workerId, String scheduleId, Duration deadline) {
        String path = path(workerId) + "/" + Requests.encoded("scheduleId", scheduleId);
        return requests.change(
                new Requests.Call("DELETE", path, deadline), tree -> AnswerReader.telling(tree, "cancelled"));
    }

    private static String path(String workerId) {
        return WorkerApi.path(workerId, null) + "/schedules";
    }
}
