package com.handinger.batch.run;

import java.util.Arrays;

/**
 * Which rows an input has, in sixteen bytes for each: enough to count how many of them a run has as they are. 64 bits of a
 * hash stand for a row, so that a count may be wrong by one in a million inputs. First all are added, then asked for. For
 * one thread.
 */
final class RowMarks {

    private static final int FIRST = 1024;
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long[] rows = new long[FIRST];
    private long[] contents = new long[FIRST];
    private int size;
    private boolean sorted;

    /** @param digest of the row's columns and files */
    void add(String key, String digest) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
            contents = Arrays.copyOf(contents, 2 * size);
        }
        rows[size] = row(key, digest);
        contents[size++] = hash(BASIS, digest);
        sorted = false;
    }

    int size() {
        return size;
    }

    /** Whether a row has this key and this content. */
    boolean hasRow(String key, String digest) {
        sort();
        return Arrays.binarySearch(rows, 0, size, row(key, digest)) >= 0;
    }

    /** Whether any row has this content. */
    boolean hasContent(String digest) {
        sort();
        return Arrays.binarySearch(contents, 0, size, hash(BASIS, digest)) >= 0;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(rows, 0, size);
            Arrays.sort(contents, 0, size);
            sorted = true;
        }
    }

    private static long row(String key, String digest) {
        return hash(hash(hash(BASIS, digest), "\n"), key);
    }

    /** FNV-1a over the characters. */
    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }
}
