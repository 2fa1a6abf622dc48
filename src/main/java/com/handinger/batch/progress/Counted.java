package com.handinger.batch.progress;

/** A number with its noun, for people: one row, and two rows. */
public final class Counted {

    private Counted() {}

    /** Such as {@code 1 row} or {@code 2 rows}. */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /** The same for what takes more than an s, such as {@code 1 row is} and {@code 2 rows are}. */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
