package com.handinger.batch.dispatch;

import com.handinger.batch.dispatch.Bench.Said;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.task.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A server whose tasks all have one turn of somebody else's, and to which turns of one text are added. */
final class TurnWorld implements Function<Seen, Said> {

    private static final double TURN_SECONDS = 5;
    private static final String[] READ_FAULTS = {"503", "later", "lost", "html404", "timeout", "not-sent"};

    private final Random random;
    private final double faults;
    /** When each turn that was added to a task comes to it. */
    final Map<String, List<Double>> added = new HashMap<>();

    TurnWorld(long seed, double faults) {
        random = new Random(seed);
        this.faults = faults;
    }

    @Override
    public Said apply(Seen seen) {
        return seen.request() == Step.Request.SEND ? send(seen) : read(seen);
    }

    private Said send(Seen seen) {
        double latency = random.nextDouble();
        if (random.nextDouble() >= faults) {
            return taken(seen, 0, new Said("ok", TURN_SECONDS * latency));
        }
        return switch (random.nextInt(7)) {
            case 0 -> new Said("later", latency);
            case 1 -> new Said("not-sent", latency);
            case 2 -> new Said("503", latency);
            case 3 -> new Said("lost", latency);
            case 4 -> taken(seen, 0, new Said("502", latency));
            case 5 -> taken(seen, 0, new Said("unreadable", latency));
            default -> taken(seen, latency + 55 * random.nextDouble(), new Said("lost", latency));
        };
    }

    private Said taken(Seen seen, double delay, Said said) {
        added.computeIfAbsent(seen.taskId(), id -> new ArrayList<>()).add(seen.at() + delay);
        return said;
    }

    private Said read(Seen seen) {
        double latency = random.nextDouble();
        if (random.nextDouble() < faults) {
            return new Said(READ_FAULTS[random.nextInt(READ_FAULTS.length)], latency);
        }
        List<Double> there = added.getOrDefault(seen.taskId(), List.of()).stream()
                .filter(at -> at <= seen.at())
                .toList();
        boolean running = there.stream().anyMatch(at -> seen.at() - at < TURN_SECONDS);
        return switch (seen.request()) {
            case TURNS -> new Said("other and ours " + there.size(), latency);
            case STREAM -> new Said("closed", latency);
            case WORKER -> new Said("ok", latency);
            default -> new Said((running ? "running " : "completed ") + (1 + there.size()), latency);
        };
    }
}
