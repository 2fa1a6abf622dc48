package com.handinger.batch.ledger;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which server and ledger disagree.
 *
 * @param message for people
 * @param turns surplus ones; 0 for other kinds
 * @param credits what it is about; null when that cannot be known
 */
public record AuditFinding(
        Kind kind, String message, int turns, @Nullable Long credits) {

    /** What is wrong. */
    public enum Kind {
        /** The task has more turns than were meant; credits are those of the turns after the first. */
        SURPLUS_TURNS,
        /** The ledger has it as taken, the server does not know it; credits are those on the books. */
        MISSING,
        /** The ledger has it as never taken, the server has it; credits are those at the server. */
        UNEXPECTED,
        /** The task belongs to another worker. */
        OTHER_WORKER,
        /** The server counts other credits; credits are the difference. */
        DIFFERENT_CREDITS,
        /** The task ended in another way than the ledger says. */
        DIFFERENT_STATUS,
        /** The server tells nothing of the task. */
        UNREADABLE;

        /** The word in files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A finding with the attempt that it belongs to.
     *
     * @param item position of the attempt in its audit, from 1
     * @param row position of the row in the input, 1-based
     */
    public record Placed(long item, long row, String key, int attempt, String taskId, AuditFinding finding) {}
}
