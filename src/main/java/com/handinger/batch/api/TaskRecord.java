package com.handinger.batch.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The Task object, the one truth about how a task ended.
 *
 * @param workerId empty when absent
 * @param credits of all turns; 0 when absent
 * @param durationMs milliseconds of all turns; 0 when absent
 * @param turnCount 0 when absent
 * @param url the dashboard page; empty when absent
 * @param createdAt as the server wrote it; null when absent
 * @param completedAt as the server wrote it; null when absent
 */
public record TaskRecord(
        String id,
        String workerId,
        Status status,
        long credits,
        long durationMs,
        int turnCount,
        String url,
        @Nullable String createdAt,
        @Nullable String completedAt) {

    /** Where a task stands. */
    public enum Status {
        PENDING,
        RUNNING,
        COMPLETED,
        ERROR,
        ABORTED,
        /** A word that this program does not know yet; not an end. */
        OTHER;

        /** Whether nothing more happens without a further turn. */
        public boolean ended() {
            return this == COMPLETED || this == ERROR || this == ABORTED;
        }

        static Status of(String word) {
            for (Status status : values()) {
                if (status.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return status;
                }
            }
            return OTHER;
        }
    }
}
