package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a start selects of an input.
 *
 * @param total rows of the input
 */
record Selection(RowRange rows, long total) {

    /**
     * Refuses a range in which there cannot be a row.
     *
     * @throws RunException exit 2
     */
    void check() throws RunException {
        if (rows.from() > 1 && rows.from() > total) {
            throw new RunException(
                    ExitCode.USAGE,
                    "--range " + rows.from() + ":" + rows.to() + " begins after the last row: the input has " + total
                            + (total == 1 ? " row" : " rows") + ". Nothing was sent.");
        }
    }

    /** What is different from what was asked for; null when nothing is. */
    @Nullable
    String remark() {
        return total > 0 && total < rows.to() && rows.to() < RowRange.ALL.to()
                ? "The input ends with row " + total + ", so "
                        + (rows.from() == total ? "it alone is" : "rows " + rows.from() + " to " + total + " are")
                        + " selected."
                : null;
    }
}
