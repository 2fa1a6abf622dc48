package com.handinger.batch.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the server was asked, worked and charged. Survives {@link FaultServer#stop()}. All methods may be called by any thread. */
public final class Books {

    /** One paid turn; ends by the clock alone, so that it goes on when clients leave or the server stops listening. */
    public record Turn(String input, String budget, long startNanos, long endNanos, long credits, boolean fails) {

        boolean ended() {
            return System.nanoTime() - endNanos >= 0;
        }

        long durationMs() {
            return Duration.ofNanos(endNanos - startNanos).toMillis();
        }
    }

    /** One task and its turns. */
    public record Task(String id, String workerId, String createdAt, List<Turn> turns) {

        Turn last() {
            return turns.get(turns.size() - 1);
        }

        /** {@code running}, {@code completed} or {@code error}, as of now. */
        public String status() {
            return !last().ended() ? "running" : last().fails() ? "error" : "completed";
        }

        /** Credits of all turns that have ended. */
        public long credits() {
            return turns.stream().filter(Turn::ended).mapToLong(Turn::credits).sum();
        }
    }

    private static final Instant BEGIN = Instant.parse("2026-07-14T08:30:05Z");

    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, Integer> sends = new LinkedHashMap<>();
    private final List<String> workers = new ArrayList<>();
    private final List<Sighting> requests = new ArrayList<>();
    private final Map<String, String> webhooks = new LinkedHashMap<>();

    synchronized Sighting see(Wire.Request request, @Nullable String taskId) {
        boolean send = request.method().equals("POST") && taskId != null;
        int nth = send ? sends.merge(taskId, 1, Integer::sum) : 0;
        Sighting seen = new Sighting(
                requests.size() + 1L, request.method(), request.path(), taskId, nth, request.headers(), request.body());
        requests.add(seen);
        return seen;
    }

    /**
     * Starts a turn; null when the task is still at work.
     *
     * @param beside whether it is started all the same
     */
    synchronized @Nullable Turn start(String taskId, String workerId, Turn turn, boolean beside) {
        Task task = tasks.computeIfAbsent(
                taskId, id -> new Task(id, workerId, momentOf(turn.input()), new CopyOnWriteArrayList<>()));
        if (!beside && !task.turns().isEmpty() && !task.last().ended()) {
            return null;
        }
        task.turns().add(turn);
        return turn;
    }

    /** A task that somebody bought before, in one turn that has ended. */
    public synchronized void begin(String taskId, String workerId, String input) {
        long now = System.nanoTime();
        start(taskId, workerId, new Turn(input, "low", now, now, 3, false), false);
    }

    /** A function of the input, so that every run of the same rows is answered alike. */
    private static String momentOf(String input) {
        return BEGIN.plusSeconds(Math.floorMod(input.hashCode(), 100_000)).toString();
    }

    /** Makes a worker, and returns its id. */
    synchronized String hire(String body) {
        workers.add(body);
        return "wrk_made-" + workers.size();
    }

    synchronized boolean hired(String workerId) {
        return workerId.matches("wrk_made-[1-9][0-9]*")
                && Integer.parseInt(workerId.substring("wrk_made-".length())) <= workers.size();
    }

    /** The workers that were made, as they were asked for. */
    public synchronized List<String> workers() {
        return List.copyOf(workers);
    }

    /** The task; null when no request for it ever took effect. */
    public synchronized @Nullable Task task(String taskId) {
        return tasks.get(taskId);
    }

    /** All tasks in the order of their first turn. */
    public synchronized List<Task> tasks() {
        return List.copyOf(tasks.values());
    }

    /** How many turns were worked for a task, which is how often it was paid. */
    public synchronized int turns(String taskId) {
        Task task = tasks.get(taskId);
        return task == null ? 0 : task.turns().size();
    }

    /** Turns of all tasks. */
    public synchronized int turns() {
        return tasks.values().stream().mapToInt(task -> task.turns().size()).sum();
    }

    /** The ids of tasks that were paid more than once. */
    public synchronized List<String> paidTwice() {
        return tasks.values().stream()
                .filter(task -> task.turns().size() > 1)
                .map(Task::id)
                .toList();
    }

    /** How many {@code POST}s came for a task, whatever became of them. */
    public synchronized int sends(String taskId) {
        return sends.getOrDefault(taskId, 0);
    }

    /** Credits of all turns that have ended. */
    public synchronized long credits() {
        return tasks.values().stream().mapToLong(Task::credits).sum();
    }

    /** How many requests were read. */
    public synchronized int asked() {
        return requests.size();
    }

    /** Where the worker's ended tasks are told; null for nowhere. */
    public synchronized @Nullable String webhook(String workerId) {
        return webhooks.get(workerId);
    }

    /** Has them told there; null for nowhere. */
    public synchronized void webhook(String workerId, @Nullable String url) {
        if (url == null) {
            webhooks.remove(workerId);
        } else {
            webhooks.put(workerId, url);
        }
    }

    /** Every request that was read, in order. */
    public synchronized List<Sighting> requests() {
        return List.copyOf(requests);
    }
}
