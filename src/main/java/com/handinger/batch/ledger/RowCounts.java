package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.EnumMap;
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

    /** These rows as far as they have ended, and of the others only those that {@code part} counts. */
    public RowCounts openOnlyIn(RowCounts part) {
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        for (RowState state : RowState.values()) {
            counts.put(state, state.settled() ? of(state) : part.of(state));
        }
        return new RowCounts(counts);
    }

    /** Rows that were or may have been sent and have not ended: a start follows them, selected or not. */
    public long underWay() {
        return open() - of(RowState.PENDING);
    }

    /** Rows that have not ended. */
    public long open() {
        return total() - settled();
    }
}
