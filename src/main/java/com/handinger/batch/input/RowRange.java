package com.handinger.batch.input;

/**
 * A part of an input by the rows' position in the input, both ends included.
 *
 * @param from 1-based
 */
public record RowRange(long from, long to) {

    /** No row. */
    public static final RowRange NONE = new RowRange(1, 0);

    /** Every row. */
    public static final RowRange ALL = new RowRange(1, Long.MAX_VALUE);

    /** Whether the row lies in the range. */
    public boolean contains(long number) {
        return from <= number && number <= to;
    }
}
