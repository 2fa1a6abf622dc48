package com.handinger.batch.input;

/** The text of one record, or why there is none. */
sealed interface RawRecord {

    /** 1-based line on which the record starts. */
    long line();

    record Whole(long line, String text) implements RawRecord {}

    record Broken(long line, String reason) implements RawRecord {}
}
