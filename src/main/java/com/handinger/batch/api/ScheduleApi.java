package com.handinger.batch.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

        /** As the API calls it. */
        default String type() {
            if (this instanceof At) {
                return "scheduled";
            }
            return this instanceof In ? "delayed" : this instanceof Cron ? "cron" : "interval";
        }

        /** What its one member says: a moment, seconds, or an expression. */
        default String value() {
            if (this instanceof At at) {
                return at.date();
            }
            if (this instanceof In in) {
                return Long.toString(in.seconds());
            }
            return this instanceof Cron cron ? cron.expression() : Long.toString(((Every) this).seconds());
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("type", type());
            if (this instanceof At at) {
                members.put("date", at.date());
            } else if (this instanceof In in) {
                members.put("delayInSeconds", in.seconds());
            } else if (this instanceof Cron cron) {
                members.put("cron", cron.expression());
            } else if (this instanceof Every every) {
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

    /** The same as far as it tells which schedules there are. */
    public CompletableFuture<Reply<ScheduleList>> read(String workerId, Duration deadline) {
        return requests.read(path(workerId), deadline, ScheduleReader::list);
    }

    /** {@link #create} as far as it tells which schedule was made. */
    public CompletableFuture<Reply<ScheduleRecord>> make(String workerId, Order order, Duration deadline) {
        return post(workerId, order, deadline, ScheduleReader::schedule);
    }

    /** {@code POST /api/workers/{workerId}/schedules}. */
    public CompletableFuture<Reply<JsonNode>> create(String workerId, Order order, Duration deadline) {
        return post(workerId, order, deadline, AnswerReader::named);
    }

    private <T> CompletableFuture<Reply<T>> post(
            String workerId, Order order, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("input", order.input());
        members.put("budget", order.budget());
        members.put("when", order.when().members());
        return requests.send(
                Verdict.Kind.SCHEDULE, new Requests.Call("POST", path(workerId), deadline), members, shape);
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
