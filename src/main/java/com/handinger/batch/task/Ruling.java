package com.handinger.batch.task;

/** What a person ordered for a row; it stands in the ledger until it is carried out. */
public enum Ruling {
    /** {@code retry}: unless its last task is well after all, a new one is bought in its place. */
    NEW_ATTEMPT('A'),
    /** {@code retry --fresh}: the same, also when its last task completed and its answer cannot be read. */
    FRESH_ATTEMPT('F'),
    /** {@code resolve --resend}: the same id is sent once more, right after a look. */
    SEND_ONCE('S'),
    /** {@code resolve --adopt}: one look; what is there is taken. */
    ADOPT('L'),
    /** {@code resolve --give-up}: one last look, then it has failed. */
    GIVE_UP('G');

    private final char code;

    Ruling(char code) {
        this.code = code;
    }

    /** The ruling that has this code in the ledger. */
    public static Ruling ofCode(char code) {
        for (Ruling ruling : values()) {
            if (ruling.code == code) {
                return ruling;
            }
        }
        throw new IllegalArgumentException("no ruling has the code '" + code + "'");
    }

    /** Whether a new task was ordered in place of one that came to nothing. */
    boolean anew() {
        return this == NEW_ATTEMPT || this == FRESH_ATTEMPT;
    }

    /** The ruling's one character in the ledger. */
    public char code() {
        return code;
    }
}
