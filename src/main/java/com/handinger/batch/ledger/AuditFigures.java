package com.handinger.batch.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit in figures.
 *
 * @param beganAt ISO 8601 in UTC
 * @param endedAt ISO 8601 in UTC; null while it is not finished
 * @param sample attempts that were drawn; null when all are read
 * @param seed what they were drawn with; null without a sample
 * @param attempts attempts to read
 * @param checked of which so many are read
 * @param open of which so many have not settled in the ledger
 * @param tasks tasks that the server has
 * @param turns of these tasks
 * @param credits of these tasks
 * @param corrected attempts whose turns and credits were set right in the ledger's books
 * @param findings how many there are of each kind, by its word; kinds without any are left out
 * @param surplusTurns turns beyond the expected ones
 * @param surplusCredits what they cost, as far as the server tells
 */
public record AuditFigures(
        String beganAt,
        @Nullable String endedAt,
        @Nullable Integer sample,
        @Nullable Long seed,
        long attempts,
        long checked,
        long open,
        long tasks,
        long turns,
        long credits,
        long corrected,
        Map<String, Long> findings,
        long surplusTurns,
        long surplusCredits) {

    /** All findings. */
    public long found() {
        return findings.values().stream().mapToLong(Long::longValue).sum();
    }

    AuditFigures ended(String at) {
        return new AuditFigures(
                beganAt,
                at,
                sample,
                seed,
                attempts,
                checked,
                open,
                tasks,
                turns,
                credits,
                corrected,
                findings,
                surplusTurns,
                surplusCredits);
    }
}
