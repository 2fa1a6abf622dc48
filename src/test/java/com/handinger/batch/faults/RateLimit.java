package com.handinger.batch.faults;

import java.time.Duration;

/**
 * So many requests in each span, whatever they are for; a span's worth is saved up. Counts what it refused. Threads may
 * share it.
 */
public final class RateLimit {

    static final RateLimit NONE = new RateLimit(Integer.MAX_VALUE, Duration.ofSeconds(1));

    private final double most;
    private final double span;
    private double tokens;
    private long last = System.nanoTime();
    private int refused;

    /** So many requests in each span. */
    public RateLimit(int most, Duration span) {
        this.most = most;
        this.span = span.toNanos();
        tokens = most;
    }

    /** Seconds to wait; 0 takes the request. */
    synchronized long refuse() {
        long now = System.nanoTime();
        tokens = Math.min(most, tokens + (now - last) / span * most);
        last = now;
        if (tokens >= 1) {
            tokens--;
            return 0;
        }
        refused++;
        return Math.max(1, (long) Math.ceil((1 - tokens) / most * span / 1e9));
    }

    /** Answers 429 so far. */
    public synchronized int refused() {
        return refused;
    }
}
