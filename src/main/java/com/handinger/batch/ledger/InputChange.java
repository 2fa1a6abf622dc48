package com.handinger.batch.ledger;

/**
 * How a freshly read input differs from the rows of a run, row by row of the same key.
 *
 * @param same rows with equal columns
 * @param changed rows whose columns differ
 * @param added keys that the run does not have
 * @param removed keys that the input no longer has
 * @param returned rows that were removed or changed once and are again as they were, with an outcome: it counts again
 * @param renamed added rows whose columns the run has under another key; only counted when no key stands in both
 * @param busy changed or removed rows that the server may be working on
 * @param rejectedBefore rejected rows of the run
 * @param rejectedNow rejected rows of the input
 * @param rejectedSame whether both reject the same rows, in whatever order
 */
public record InputChange(
        long same,
        long changed,
        long added,
        long removed,
        long returned,
        long renamed,
        long busy,
        long rejectedBefore,
        long rejectedNow,
        boolean rejectedSame) {

    /** Whether both hold the same rows. */
    public boolean none() {
        return changed == 0 && added == 0 && removed == 0 && returned == 0 && rejectedSame;
    }

    /** Whether the input has no row at all. */
    public boolean empty() {
        return same == 0 && changed == 0 && added == 0 && returned == 0 && rejectedNow == 0;
    }

    /** Whether no row stands in both. */
    public boolean disjoint() {
        return same == 0 && changed == 0 && returned == 0 && renamed == 0;
    }
}
