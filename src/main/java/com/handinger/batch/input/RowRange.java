package com.handinger.batch.input;

/**
 * A part of an input by the rows' position in the input, both ends included.
 *
 * @param from 1-based
 * @param reopened whether only the rows count that a person opened again
 */
public record RowRange(long from, long to, boolean reopened) {

    /** No row. */
    public static final RowRange NONE = new RowRange(1, 0);

    /** Every row. */
    public static final RowRange ALL = new RowRange(1, Long.MAX_VALUE);

    /** Every row that a person opened again. */
    public static final RowRange REOPENED = new RowRange(1, Long.MAX_VALUE, true);

    /** Rows by their position alone. */
    public RowRange(long from, long to) {
        this(from, to, false);
    }

    /** Whether the row lies in the range. */
    public boolean contains(long number) {
        return from <= number && number <= to;
    }
}
