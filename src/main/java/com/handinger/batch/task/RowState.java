package com.handinger.batch.task;

import java.util.Locale;

/** Where a row stands in the ledger. */
public enum RowState {
    /** Nothing is under way at the server for this row as far as we know. */
    PENDING('P'),
    /** Claimed: its task id is minted and its request may be on its way. */
    SENDING('S'),
    /** Sent, and whether the server took it is unknown. */
    UNKNOWN('U'),
    /** The server has the task. */
    RUNNING('R'),
    /** Ended well. */
    COMPLETED('C'),
    /** Paid for, but without a usable answer. */
    UNUSABLE('N'),
    /** Ended badly. */
    FAILED('F'),
    /** Never sent: the row itself is bad. */
    REJECTED('J');

    private final char code;

    RowState(char code) {
        this.code = code;
    }

    /** The state that has this code in the ledger. */
    public static RowState ofCode(char code) {
        for (RowState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no row state has the code '" + code + "'");
    }

    /** The state's one character in the ledger. */
    public char code() {
        return code;
    }

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
