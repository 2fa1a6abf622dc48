package com.handinger.batch.task;

import java.time.Duration;

/**
 * How long a task must stay absent before it counts as never taken. It grows for all rows at once when the server is
 * seen to show tasks late. For one thread.
 */
public final class Grace {

    private long nanos;
    private boolean atEndOnly;
    private TurnHabits turns = TurnHabits.UNKNOWN;

    Grace(Duration told) {
        nanos = told.toNanos();
    }

    /** The time in nanoseconds, for a task. */
    public long toNanos() {
        return nanos;
    }

    /**
     * The time in nanoseconds.
     *
     * @param turn whether it is a turn of a task that is there, and not a task
     */
    long toNanos(boolean turn) {
        return turn ? Math.max(nanos, turns.grace().toNanos()) : nanos;
    }

    /**
     * Whether what runs looks absent as well, as far as this server is known.
     *
     * @param turn whether it is a turn of a task that is there, and not a task
     */
    boolean hides(boolean turn) {
        return turn ? !turns.shown() : atEndOnly;
    }

    void atEndOnly(boolean only) {
        atEndOnly = only;
    }

    /** A turn that was added to a task was seen while it ran. */
    void turnSeenRunning() {
        turns = turns.seenRunning();
    }

    /** A turn that was added to a task was seen at its end, after so long. */
    void turnSeenEnded(Duration time) {
        turns = turns.seenEnded(time);
    }

    /** What is known of turns by now. */
    public TurnHabits turns() {
        return turns;
    }

    void turns(TurnHabits known) {
        turns = known;
    }

    void atLeast(Duration other) {
        nanos = Math.max(nanos, other.toNanos());
    }
}
