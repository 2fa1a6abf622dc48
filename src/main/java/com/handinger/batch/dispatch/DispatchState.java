package com.handinger.batch.dispatch;

import com.handinger.batch.task.StopCause;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher is doing. Times are nanoseconds of {@link System#nanoTime()}.
 *
 * @param inFlight rows that hold a slot and are known to be at the server, or on their way
 * @param inDoubt rows that were sent, perhaps
 * @param doubtUntil when the last of them will have been looked up through its grace; null while none is looked up
 * @param lastSend when a task was sent last; when it began, before the first
 * @param waiting what the next send waits for; null for nothing
 * @param stop why it has to stop, while it ends what is under way; null while it need not
 */
public record DispatchState(
        int inFlight,
        int inDoubt,
        @Nullable Long doubtUntil,
        long lastSend,
        @Nullable Wait waiting,
        @Nullable StopCause stop) {

    /** Whether it waits for this. */
    public boolean waitsFor(Wait.Reason reason) {
        return waiting != null && waiting.reason() == reason;
    }

    /**
     * The rows under way, for people.
     *
     * @param wall the time of day now
     */
    public String underWay(long now, LocalTime wall) {
        String text = inFlight + " in flight";
        if (inDoubt == 0) {
            return text;
        }
        Long until = doubtUntil;
        return text + ", " + inDoubt + " in doubt"
                + (until == null ? "" : " (looked up until " + Wait.clock(until, now, wall) + ")");
    }
}
