package com.handinger.batch.input;

/**
 * A part of an input by the rows' position in the input, both ends included.
 *
 * @param from 1-based
 * @param among which of the rows between them count
 */
public record RowRange(long from, long to, Among among) {

    /** No row. */
    public static final RowRange NONE = new RowRange(1, 0);

    /** Every row. */
    public static final RowRange ALL = new RowRange(1, Long.MAX_VALUE);

    /** Every row that a person opened again. */
    public static final RowRange REOPENED = new RowRange(1, Long.MAX_VALUE, new Among.Reopened());

    /** Which rows of a part count. */
    public sealed interface Among {

        /** All of them. */
        record Every() implements Among {}

        /** Those that a person opened again. */
        record Reopened() implements Among {}

        /**
         * Those that were drawn for a pilot.
         *
         * @param rows how many are to be drawn, from 1 on
         */
        record Pilot(int rows) implements Among {}
    }

    /** Rows by their position alone. */
    public RowRange(long from, long to) {
        this(from, to, new Among.Every());
    }

    /** Whether the row lies in the range. */
    public boolean contains(long number) {
        return from <= number && number <= to;
    }

    /** Whether only the rows count that a person opened again. */
    public boolean reopened() {
        return among instanceof Among.Reopened;
    }

    /** The rows of a pilot, so many of them, in this range. */
    public RowRange pilot(int rows) {
        return new RowRange(from, to, new Among.Pilot(rows));
    }

    /** The rows among which those of a pilot are drawn; itself when it is none. */
    public RowRange pool() {
        return among instanceof Among.Pilot ? new RowRange(from, to) : this;
    }
}
