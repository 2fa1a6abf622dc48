package com.handinger.batch.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSONL: every line that is not blank is a record. A lone carriage return is white space, as JSON has it. */
final class LineSplitter {

    private final CharSource source;
    private final SizeBound bound;
    private long line = 1;

    LineSplitter(CharSource source, long maxRowBytes) {
        this.source = source;
        this.bound = new SizeBound(maxRowBytes);
    }

    long line() {
        return line;
    }

    @Nullable
    RawRecord next() throws IOException {
        while (true) {
            long start = line;
            bound.clear();
            int c = readLine();
            if (bound.dropped()) {
                return new RawRecord.Broken(start, bound.reason());
            }
            String text = bound.text();
            if (!text.isBlank()) {
                return new RawRecord.Whole(start, text);
            }
            if (c < 0) {
                return null;
            }
        }
    }

    private int readLine() throws IOException {
        int c;
        while ((c = source.read()) >= 0 && c != '\n') {
            bound.add((char) c);
            if (bound.exceeded() && !bound.dropped()) {
                bound.drop();
            }
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }
}
