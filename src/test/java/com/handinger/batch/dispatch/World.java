package com.handinger.batch.dispatch;

import com.handinger.batch.dispatch.Bench.Said;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.task.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A server in arithmetic: it has tasks with turns, and random faults on the way to it and back. */
final class World implements Function<Seen, Said> {

    private static final double TASK_SECONDS = 5;
    private static final String[] READ_FAULTS = {"503", "later", "lost", "html404", "timeout", "not-sent"};

    private final Random random;
    private final double faults;
    private boolean forgetful;

    /** When the task of an id exists, and how many turns it has. */
    private final Map<String, Double> begun = new HashMap<>();

    final Map<String, Integer> turns = new HashMap<>();

    World(long seed, double faults) {
        random = new Random(seed);
        this.faults = faults;
    }

    /** A task that an earlier process had sent. */
    World with(String taskId) {
        take(taskId, 0);
        return this;
    }

    /** It works, and knows nothing of the ids it was given. */
    World forgetful() {
        forgetful = true;
        return this;
    }

    boolean has(String taskId) {
        return begun.containsKey(taskId);
    }

    private void take(String taskId, double at) {
        begun.putIfAbsent(taskId, at);
        turns.merge(taskId, 1, Integer::sum);
    }

    @Override
    public Said apply(Seen seen) {
        return seen.request() == Step.Request.SEND ? send(seen) : read(seen);
    }

    private Said send(Seen seen) {
        if (random.nextDouble() >= faults) {
            take(seen.taskId(), seen.at());
            return new Said("ok", TASK_SECONDS * random.nextDouble());
        }
        double latency = random.nextDouble();
        return switch (random.nextInt(8)) {
            case 0 -> new Said("later", latency);
            case 1 -> new Said("not-sent", latency);
            case 2 -> new Said("503", latency);
            case 3 -> new Said("lost", latency);
            case 4 -> taken(seen, 0, new Said("502", latency));
            case 5 -> taken(seen, 0, new Said("timeout", 600));
            case 6 -> taken(seen, 0, new Said("unreadable", latency));
            default -> taken(seen, latency + 55 * random.nextDouble(), new Said("lost", latency));
        };
    }

    private Said taken(Seen seen, double delay, Said said) {
        take(seen.taskId(), seen.at() + delay);
        return said;
    }

    private Said read(Seen seen) {
        double latency = random.nextDouble();
        if (random.nextDouble() < faults) {
            return new Said(READ_FAULTS[random.nextInt(READ_FAULTS.length)], latency);
        }
        Double since = begun.get(seen.taskId());
        if (forgetful || since == null || since > seen.at()) {
            return new Said("absent", latency);
        }
        return switch (seen.request()) {
            case TURNS -> new Said("ours", latency);
            case STREAM -> new Said("closed", latency);
            case WORKER -> new Said("ok", latency);
            default -> new Said(seen.at() - since < TASK_SECONDS ? "running" : "completed", latency);
        };
    }
}
