package com.handinger.batch.ledger;

import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import org.jspecify.annotations.Nullable;

/**
 * One row as the ledger knows it.
 *
 * @param number 1-based position in the input
 * @param line line of the input on which it starts
 * @param key null only for a rejected row whose key could not be read
 * @param columns the row's columns as one JSON object; null only for a rejected row that could not be read
 * @param attempts task ids minted for it so far
 * @param taskId the latest of them; null before the first, and for a task that was sent without an id of ours
 * @param answer null before one is known
 * @param error null unless failed, unusable or rejected
 * @param scheduleWorker worker of the schedule that the row becomes, whose id then stands for that of a task; null for
 *     a row that becomes a task
 */
public record LedgerRow(
        long number,
        long line,
        @Nullable String key,
        RowState state,
        @Nullable String columns,
        int attempts,
        @Nullable String taskId,
        @Nullable Answer answer,
        @Nullable RowError error,
        @Nullable String scheduleWorker) {

    /** Whether its task itself could be read: without an id of ours, only the answer to its send is known. */
    public boolean taskRead() {
        return taskId != null;
    }
}
