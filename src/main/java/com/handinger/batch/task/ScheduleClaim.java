package com.handinger.batch.task;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row that is to become a schedule.
 *
 * @param rowId identity of the row in the ledger
 * @param number position in the input, 1-based
 * @param attempt how often a schedule was ordered for the row, 1-based
 * @param sends how often this attempt was sent before
 * @param before ids of schedules that look like it and were there before its first send; null before they were read
 * @param ruling what a person ordered for the row; null for nothing
 * @param key names the row for people
 */
public record ScheduleClaim(
        long rowId,
        long number,
        int attempt,
        int sends,
        Claim.Origin origin,
        ScheduleOrder order,
        @Nullable Set<String> before,
        @Nullable Ruling ruling,
        String key) {

    /** The same with what was there before. */
    public ScheduleClaim after(Set<String> listed) {
        return new ScheduleClaim(rowId, number, attempt, sends, origin, order, Set.copyOf(listed), ruling, key);
    }

    /** The tier of its tasks. */
    public String budget() {
        return order.order().budget();
    }

    /** Whether it may have been sent before, in whichever process. */
    public boolean perhapsSent() {
        return origin != Claim.Origin.FRESH;
    }
}
