package com.handinger.batch.sandbox;

import java.util.HashMap;
import java.util.Map;

/** A token bucket per key that holds one second's worth. Threads may share it. */
final class Throttle {

    private static final double SECOND = 1000;

    private final int perSecond;
    private final Map<String, Double> due = new HashMap<>();

    /** @param perSecond 0 lets everything through */
    Throttle(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Milliseconds until a request of this key would be let through; 0 lets this one through and counts it. */
    synchronized long waitMillis(String key, long now) {
        if (perSecond <= 0) {
            return 0;
        }
        double interval = SECOND / perSecond;
        double next = Math.max(due.getOrDefault(key, 0.0), (double) now) + interval;
        double wait = next - now - SECOND;
        if (wait > 1e-6) {
            return (long) Math.ceil(wait);
        }
        due.put(key, next);
        return 0;
    }
}
