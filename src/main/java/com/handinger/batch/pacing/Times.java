package com.handinger.batch.pacing;

/** Moments of a monotonic clock, whose number may overflow. */
final class Times {

    static final double SECOND = 1e9;

    private Times() {}

    static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    static double seconds(long nanos) {
        return nanos / SECOND;
    }
}
