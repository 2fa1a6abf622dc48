package com.handinger.batch.task;

import java.util.Locale;

/** Where a row stands in the ledger. */
public enum RowState {
    /** Nothing is under way at the server for this row as far as we know. */
    PENDING,
    /** Claimed: its task id is minted and its request may be on its way. */
    SENDING,
    /** Sent, and whether the server took it is unknown. */
    UNKNOWN,
    /** The server has the task. */
    RUNNING,
    /** Ended well. */
    COMPLETED,
    /** Paid for, but without a usable answer. */
    UNUSABLE,
    /** Ended badly. */
    FAILED,
    /** Never sent: the row itself is bad. */
    REJECTED;

    /** Whether the row has ended. */
    public boolean settled() {
        return switch (this) {
            case PENDING, SENDING, UNKNOWN, RUNNING -> false;
            case COMPLETED, UNUSABLE, FAILED, REJECTED -> true;
        };
    }

    /** Whether a crash now would leave the row in doubt. */
    public boolean inDoubt() {
        return this == SENDING || this == UNKNOWN;
    }

    /** The name in files and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
