package com.handinger.batch.pacing;

import org.jspecify.annotations.Nullable;

/** Moments of a monotonic clock, whose number may overflow. */
public final class Times {

    static final double SECOND = 1e9;

    private Times() {}

    /** The later of two. */
    public static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    /** The sooner of two; null stands for never. */
    public static @Nullable Long sooner(@Nullable Long a, @Nullable Long b) {
        return a == null || (b != null && b - a < 0) ? b : a;
    }

    static double seconds(long nanos) {
        return nanos / SECOND;
    }
}
