package com.handinger.batch.input;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSONL: one object per line. */
final class JsonlRecords implements RecordSource {

    /** More names than this are not remembered: an input may use new names in every row. */
    private static final int REMEMBERED_NAMES = 2_000;

    private final LineSplitter splitter;
    private final Set<String> names = new LinkedHashSet<>();

    JsonlRecords(CharSource source, long maxRowBytes) {
        this.splitter = new LineSplitter(source, maxRowBytes);
    }

    @Override
    public @Nullable Item next() throws IOException {
        RawRecord raw = splitter.next();
        if (raw == null) {
            return null;
        }
        if (raw instanceof RawRecord.Broken broken) {
            return new Item.Broken(broken.line(), broken.reason());
        }
        try {
            Map<String, @Nullable Object> values = RowJson.parse(((RawRecord.Whole) raw).text());
            for (String name : values.keySet()) {
                if (names.size() < REMEMBERED_NAMES) {
                    names.add(name);
                }
            }
            return new Item.Columns(raw.line(), values);
        } catch (RowJson.MalformedException e) {
            return new Item.Broken(raw.line(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<String> columns() {
        return List.copyOf(names);
    }

    @Override
    public long line() {
        return splitter.line();
    }
}
