package com.handinger.batch.chaos;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A share of the requests goes wrong, in every way a network or a gateway can; the seed decides which and how. */
final class Misery implements FaultPlan {

    private static final Duration LATE = Duration.ofMillis(400);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int BLOCK = 64;

    private static final List<Fault> ON_SENDS = List.of(
            new Fault.ErrorBefore(500, "no worker is free"),
            new Fault.ErrorBefore(503, "try again later"),
            new Fault.Html404(),
            new Fault.ErrorBefore(409, "the task is at work"),
            new Fault.ErrorAfter(502),
            new Fault.ErrorAfter(504),
            new Fault.ErrorAfter(409),
            new Fault.EndlessBodyAfter(BLOCK, PAUSE),
            new Fault.ResetBefore(),
            new Fault.ResetAfter(),
            new Fault.SilenceBefore(),
            new Fault.SilenceAfter(),
            new Fault.BrokenJsonAfter(),
            new Fault.TruncatedAfter(),
            new Fault.StallBodyAfter(),
            new Fault.Late(LATE),
            new Fault.RateLimit("0"));

    private static final List<Fault> ON_READS = List.of(
            new Fault.ErrorBefore(500, "reads are tired"),
            new Fault.ErrorBefore(503, "text/html", "<h1>try again later</h1>", Map.of()),
            new Fault.ResetBefore(),
            new Fault.RateLimit("0"),
            new Fault.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"task\":"),
            new Fault.Html404());

    private final double share;
    private final long seed;
    private final AtomicInteger injected = new AtomicInteger();

    Misery(double share, long seed) {
        this.share = share;
        this.seed = seed;
    }

    /** How many requests it spoiled so far. */
    int faults() {
        return injected.get();
    }

    @Override
    public Fault decide(Sighting request) {
        SplittableRandom random = new SplittableRandom(seed * 31 + request.number());
        if (random.nextDouble() >= share) {
            return Fault.NONE;
        }
        injected.incrementAndGet();
        List<Fault> choice = request.isSend() ? ON_SENDS : ON_READS;
        return choice.get(random.nextInt(choice.size()));
    }
}
