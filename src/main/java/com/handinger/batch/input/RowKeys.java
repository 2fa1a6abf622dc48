package com.handinger.batch.input;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names rows, each name once. A row that is rejected for another reason uses its key all the same, so that the key of a
 * row never depends on the templates.
 */
final class RowKeys {

    /** Longer keys would not fit an index of the ledger. */
    private static final int LONGEST = 512;

    private final @Nullable String column;
    private final SeenDigests seen = new SeenDigests();

    /** Null: rows are named by their content and its occurrence. */
    RowKeys(@Nullable String column) {
        this.column = column;
    }

    /**
     * The key of a row.
     *
     * @param key null when it could not be read
     * @param problem null when the key names this row
     */
    record Verdict(@Nullable String key, @Nullable String problem) {}

    /** The key of the next row, whose digest over its columns is given. */
    Verdict next(Map<String, @Nullable Object> columns, Digest digest, long line) {
        if (column == null) {
            int occurrence = seen.get(digest.high(), digest.low()) + 1;
            seen.put(digest.high(), digest.low(), occurrence);
            return new Verdict(digest.hex().substring(0, 16) + "-" + occurrence, null);
        }
        Object value = RowJson.at(columns, column);
        String problem = problem(value);
        if (value == null || problem != null) {
            return new Verdict(null, problem);
        }
        String key = value.toString();
        Digest digestOfKey = Digest.of(key);
        int firstLine = seen.get(digestOfKey.high(), digestOfKey.low());
        if (firstLine != 0) {
            return new Verdict(key, "second use of key \"" + key + "\", first at line " + firstLine);
        }
        seen.put(digestOfKey.high(), digestOfKey.low(), (int) Math.min(line, Integer.MAX_VALUE));
        return new Verdict(key, null);
    }

    private @Nullable String problem(@Nullable Object value) {
        String what = "the key column \"" + column + "\" ";
        if (value == null) {
            return what + "is absent or null";
        }
        if (value instanceof Map || value instanceof List) {
            return what + "holds " + (value instanceof Map ? "an object" : "a list")
                    + "; a text, a number or a boolean is needed";
        }
        String text = value.toString();
        if (text.isBlank()) {
            return what + "is empty";
        }
        if (text.length() > LONGEST) {
            return what + "has " + text.length() + " characters; at most " + LONGEST + " are allowed";
        }
        return text.indexOf('\0') >= 0 ? what + "holds a NUL character" : null;
    }

    /** The first 128 bits of a SHA-256. */
    record Digest(long high, long low) {

        static Digest of(String text) {
            ByteBuffer hash = ByteBuffer.wrap(Fingerprint.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Digest(hash.getLong(), hash.getLong());
        }

        String hex() {
            return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
        }
    }
}
