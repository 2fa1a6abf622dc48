package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.Permit;
import com.handinger.batch.task.RowLife;
import java.util.Collection;

/**
 * Where the rows of a window are; a view for the moment.
 *
 * @param line claimed rows that wait for their send
 * @param lookFirst whether the next of them is looked up before it, for which it needs no leave of the first row
 * @param active rows that hold a slot
 * @param over rows whose task has ended, and whose answer is still to be read
 * @param held rows that were found absent, and wait until that proves something
 * @param credits whether the next row waits for reservations of credits to settle
 * @param permit when the rate lets the next request go
 */
record Places(
        int line,
        boolean lookFirst,
        Collection<RowLife> active,
        int over,
        int held,
        int slots,
        boolean credits,
        Permit permit) {

    /** Rows that are still followed. */
    int followed() {
        return active.size() + over;
    }
}
