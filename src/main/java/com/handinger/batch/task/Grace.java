package com.handinger.batch.task;

import java.time.Duration;

/**
 * How long a task must stay absent before it counts as never taken. It grows for all rows at once when the server is
 * seen to show tasks late. For one thread.
 */
public final class Grace {

    private long nanos;
    private boolean atEndOnly;
    private boolean turnsShow;

    Grace(Duration told) {
        nanos = told.toNanos();
    }

    /** The time in nanoseconds. */
    public long toNanos() {
        return nanos;
    }

    /** Whether a task that runs looks absent as well, as far as this server is known. */
    boolean atEndOnly() {
        return atEndOnly;
    }

    void atEndOnly(boolean only) {
        atEndOnly = only;
    }

    /** A turn that was added to a task was seen while it ran. */
    void turnSeenRunning() {
        turnsShow = true;
    }

    /** Whether a turn that runs may look as if it were not there, as far as this server is known. */
    boolean mayHideTurns() {
        return !turnsShow;
    }

    void atLeast(Duration other) {
        nanos = Math.max(nanos, other.toNanos());
    }
}
