package com.handinger.batch.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server was seen to do with the task ids that it is given. No document says it, so it is measured.
 *
 * @param keepsIds whether a task is readable under the id it was sent with; null while nothing tells
 * @param slowest the longest time seen from a send until its task was readable; zero while none was measured
 * @param whileRunning whether a task can be read before its end; null while nothing tells
 * @param turns what is known of turns that are added to tasks
 */
public record ServerHabits(
        @Nullable Boolean keepsIds,
        Duration slowest,
        @Nullable Boolean whileRunning,
        TurnHabits turns) {

    /** Of a server that was never asked. */
    public static final ServerHabits UNKNOWN = new ServerHabits(null, Duration.ZERO, null);

    /** The grace is at least so many times the slowest. */
    private static final int GRACES = 3;

    /** Where no turn was ever added. */
    public ServerHabits(@Nullable Boolean keepsIds, Duration slowest, @Nullable Boolean whileRunning) {
        this(keepsIds, slowest, whileRunning, TurnHabits.UNKNOWN);
    }

    /** The same with what is known of turns by now. */
    public ServerHabits with(TurnHabits seen) {
        return new ServerHabits(keepsIds, slowest, whileRunning, seen);
    }

    /** Whether a task can be found again by its id. */
    public boolean kept() {
        return Boolean.TRUE.equals(keepsIds);
    }

    /** Whether tasks cannot be found again by their ids. */
    public boolean ignored() {
        return Boolean.FALSE.equals(keepsIds);
    }

    /** Whether a task that still runs looks absent, so that to cut its send is to lose sight of it. */
    public boolean onlyAtEnd() {
        return Boolean.FALSE.equals(whileRunning);
    }

    /** How long an absence must last at least. */
    public Duration grace() {
        return slowest.multipliedBy(GRACES);
    }

    /** The same after a task was readable so long after its send. */
    public ServerHabits seenAfter(Duration delay) {
        return delay.compareTo(slowest) > 0 ? new ServerHabits(keepsIds, delay, whileRunning, turns) : this;
    }
}
