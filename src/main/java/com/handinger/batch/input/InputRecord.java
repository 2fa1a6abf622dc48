package com.handinger.batch.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of the input: a {@link Row} that can be sent, or one that was {@link Rejected}. */
public sealed interface InputRecord {

    /** 1-based position among the records of the input; the header is no record, rejected rows are. */
    long number();

    /** 1-based line of the input on which the record starts. */
    long line();

    /** What the record is named; null when it could not be read. */
    @Nullable
    String key();

    /** The record's columns as one JSON object; null when they could not be read. */
    @Nullable
    String columns();

    /**
     * A row that can be sent.
     *
     * @param key unique within the input
     * @param columns the row's columns as one JSON object in the order of the input
     * @param digest 32 hex digits over the columns, whatever their order and the format they came in; with files, a plus
     *     sign and 32 more over those
     * @param files what is sent with its task
     */
    record Row(long number, long line, String key, String columns, String digest, List<Attachment> files)
            implements InputRecord {

        /** A row without files. */
        public Row(long number, long line, String key, String columns, String digest) {
            this(number, line, key, columns, digest, List.of());
        }
    }

    /**
     * A row that is never sent, because it is bad itself.
     *
     * @param key null when the key could not be read
     * @param columns the row's columns as one JSON object; null when they could not be read
     * @param reason for people: what is wrong with it
     */
    record Rejected(
            long number,
            long line,
            @Nullable String key,
            @Nullable String columns,
            String reason) implements InputRecord {}
}
