package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.Permit;
import com.handinger.batch.task.RowLife;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a window are; a view for the moment.
 *
 * @param line claimed rows that wait for their send
 * @param out sends that have no answer yet
 * @param active rows that hold a slot
 * @param over rows whose task has ended, and whose answer is still to be read
 * @param held rows that were found absent, and wait until that proves something
 * @param heldUp what the next row waits for beside a slot and the rate; null for nothing
 * @param permit when the rate lets the next request go
 */
record Places(
        int line,
        int out,
        Collection<RowLife> active,
        int over,
        int held,
        int slots,
        Wait.@Nullable Reason heldUp,
        Permit permit) {

    /** Rows that are still followed. */
    int followed() {
        return active.size() + over;
    }
}
