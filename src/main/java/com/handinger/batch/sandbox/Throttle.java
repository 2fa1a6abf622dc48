package com.handinger.batch.sandbox;

import java.util.HashMap;
import java.util.Map;

/** A token bucket per key that holds one span's worth. Threads may share it. */
final class Throttle {

    private final Rules rules;
    private final Map<String, Double> due = new HashMap<>();

    Throttle(Rules rules) {
        this.rules = rules;
    }

    /** Milliseconds until a request of this key would be let through; 0 lets this one through and counts it. */
    synchronized long waitMillis(String key, long now) {
        int requests = rules.limits().requests();
        if (requests <= 0) {
            return 0;
        }
        double span = rules.limits().span().toMillis();
        double interval = span / requests;
        double next = Math.max(due.getOrDefault(key, 0.0), (double) now) + interval;
        double wait = next - now - span;
        if (wait > 1e-6) {
            return (long) Math.ceil(wait);
        }
        due.put(key, next);
        return 0;
    }
}
