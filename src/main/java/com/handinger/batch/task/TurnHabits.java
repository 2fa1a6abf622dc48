package com.handinger.batch.task;

import java.time.Duration;

/**
 * What a server was seen to do with turns that are added to tasks. No document says whether a task with a running turn
 * looks different from one without, so it is measured.
 *
 * @param shown whether a turn of ours was seen while it ran
 * @param slowest the longest turn of ours that was seen to its end; zero while none was
 */
public record TurnHabits(boolean shown, Duration slowest) {

    /** Of a server that no turn was added at. */
    public static final TurnHabits UNKNOWN = new TurnHabits(false, Duration.ZERO);

    /** The grace is at least so many times the slowest. */
    private static final int GRACES = 3;

    private static final Duration LEAST = Duration.ofMillis(1);

    /** Whether a turn of ours was found in its task, so that the server adds turns where it is told to. */
    public boolean found() {
        return shown || !slowest.isZero();
    }

    /** How long a turn must not be there at least before it counts as never taken: one that runs may not be shown. */
    public Duration grace() {
        return shown ? Duration.ZERO : slowest.multipliedBy(GRACES);
    }

    TurnHabits seenRunning() {
        return shown ? this : new TurnHabits(true, slowest);
    }

    /** The same after a turn that took so long; one that took no time was seen as well. */
    TurnHabits seenEnded(Duration time) {
        Duration some = time.compareTo(LEAST) > 0 ? time : LEAST;
        return some.compareTo(slowest) > 0 ? new TurnHabits(shown, some) : this;
    }
}
