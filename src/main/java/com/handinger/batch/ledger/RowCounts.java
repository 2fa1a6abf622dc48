package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.Map;

/** How many rows stand where. */
public record RowCounts(Map<RowState, Long> byState) {

    /** Rows in this state. */
    public long of(RowState state) {
        return byState.getOrDefault(state, 0L);
    }

    /** All rows. */
    public long total() {
        return byState.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Rows that have ended. */
    public long settled() {
        return byState.entrySet().stream()
                .filter(entry -> entry.getKey().settled())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Rows that have not ended. */
    public long open() {
        return total() - settled();
    }
}
