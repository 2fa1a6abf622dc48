package com.handinger.batch.input;

/** Counts texts that were there before, without keeping them. For one thread. */
public final class Repeats {

    private final SeenDigests seen = new SeenDigests();
    private long count;

    /** Takes the next text. */
    public void add(String text) {
        RowKeys.Digest digest = RowKeys.Digest.of(text);
        if (seen.get(digest.high(), digest.low()) == 0) {
            seen.put(digest.high(), digest.low(), 1);
        } else {
            count++;
        }
    }

    /** Texts that were equal to an earlier one. */
    public long count() {
        return count;
    }
}
