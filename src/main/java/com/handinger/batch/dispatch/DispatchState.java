package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher is doing.
 *
 * @param inFlight rows that hold a slot
 * @param sending sends whose answer is still out
 * @param gate why nothing is sent, or open
 * @param outageSeconds how long the server has been away
 * @param alone whether the others wait for the first row
 * @param credits whether rows wait for reservations of credits to settle
 * @param stop why it has to stop, while it ends what is under way; null while it need not
 */
public record DispatchState(
        int inFlight,
        int sending,
        SendGate.Reason gate,
        long outageSeconds,
        boolean alone,
        boolean credits,
        @Nullable StopCause stop) {

    /** Before anything is done. */
    static final DispatchState BEFORE = new DispatchState(0, 0, SendGate.Reason.OPEN, 0, false, false, null);
}
