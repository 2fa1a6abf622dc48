package com.handinger.batch.dispatch;

import com.handinger.batch.dispatch.Bench.Said;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.task.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A server that answers as it is told: a send that is told "ok" makes its task, which reads then find completed. */
final class Told implements Function<Seen, Said> {

    private final BiFunction<Seen, Integer, String> sends;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private Function<Seen, @Nullable String> reads = seen -> null;
    private ToDoubleFunction<Seen> delay = seen -> 0.1;

    /** @param sends the reply to the n-th send of a task, from 1 */
    Told(BiFunction<Seen, Integer, String> sends) {
        this.sends = sends;
    }

    /** The replies to the sends of each task in turn; the last one stays. */
    static Told inTurn(String... replies) {
        return new Told((seen, nth) -> replies[Math.min(nth, replies.length) - 1]);
    }

    /** @param replies null for the truth */
    Told reading(Function<Seen, @Nullable String> replies) {
        reads = replies;
        return this;
    }

    /** @param seconds from a send to its reply */
    Told after(ToDoubleFunction<Seen> seconds) {
        delay = seconds;
        return this;
    }

    @Override
    public Said apply(Seen seen) {
        if (seen.request() == Step.Request.SEND) {
            String reply = sends.apply(seen, counts.merge(seen.taskId(), 1, Integer::sum));
            if (reply.equals("ok")) {
                taken.add(seen.taskId());
            }
            return new Said(reply, delay.applyAsDouble(seen));
        }
        String told = reads.apply(seen);
        if (told != null) {
            return new Said(told, 0.1);
        }
        if (!taken.contains(seen.taskId())) {
            return new Said("absent", 0.1);
        }
        return new Said(
                switch (seen.request()) {
                    case TURNS -> "ours";
                    case STREAM -> "closed";
                    case WORKER -> "ok";
                    default -> "completed";
                },
                0.1);
    }
}
