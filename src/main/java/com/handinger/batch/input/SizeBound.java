package com.handinger.batch.input;

/** Collects the text of one record and lets go of it when it grows beyond {@code input.maxRowBytes}. */
final class SizeBound {

    private final long maxBytes;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private boolean dropped;

    SizeBound(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void clear() {
        text.setLength(0);
        bytes = 0;
        dropped = false;
    }

    /** Counts the character as UTF-8, whatever the file's charset; keeps it unless the text was dropped. */
    void add(char c) {
        bytes += width(c);
        if (!dropped) {
            text.append(c);
        }
    }

    private static int width(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    boolean exceeded() {
        return bytes > maxBytes;
    }

    boolean dropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
        text.setLength(0);
        text.trimToSize();
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    int length() {
        return text.length();
    }

    String text() {
        return text.toString();
    }

    String reason() {
        return "the row has " + bytes + " bytes, over input.maxRowBytes (" + maxBytes
                + "); shorten it or raise the limit";
    }
}
