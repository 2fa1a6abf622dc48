package com.handinger.batch.input;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of one file: CSV or JSONL. */
interface RecordSource {

    /** One record: its columns, or why it has none. */
    sealed interface Item {

        /** 1-based line on which the record starts. */
        long line();

        /** Values as {@link RowJson} knows them; may be changed by the receiver. */
        record Columns(long line, Map<String, @Nullable Object> values) implements Item {}

        record Broken(long line, String reason) implements Item {}
    }

    /** The next record; null at the end. Malformed gzip and failing disks come as {@link IOException}. */
    @Nullable
    Item next() throws IOException, InputException;

    /** The names seen so far, in the order of their first appearance. */
    List<String> columns();

    /** 1-based line that is read at the moment. */
    long line();
}
