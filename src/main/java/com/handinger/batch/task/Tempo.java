package com.handinger.batch.task;

import java.time.Duration;

/**
 * How long tasks take, as far as they have ended: a task that takes an hour is not asked about every half minute. Shared
 * by all rows. For one thread.
 */
public final class Tempo {

    /** Polls that a task of usual length gets; the last one is late by one part in so many. */
    private static final int POLLS = 10;

    private static final int MEMORY = 8;
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();

    private static final int MUCH_LONGER = 2;
    private static final long LONGEST_TRUST = Duration.ofMinutes(10).toNanos();

    private long usual;

    Tempo() {}

    void ended(long durationMs) {
        long lasted = Duration.ofMillis(durationMs).toNanos();
        usual = usual == 0 ? lasted : usual + (lasted - usual) / MEMORY;
    }

    /** The shortest pause in nanoseconds before a running task is read again. */
    public long pause() {
        return Math.min(usual / POLLS, LONGEST_PAUSE);
    }

    /** Whether a task has ended so far. */
    boolean known() {
        return usual > 0;
    }

    /** After so many nanoseconds the end of a task should have been told. */
    long overdue() {
        return Math.min(usual * MUCH_LONGER, LONGEST_TRUST);
    }
}
