package com.handinger.batch.ledger;

import java.util.List;

/**
 * The rows behind an {@link InputChange}.
 *
 * @param toSend selected rows that are sent when the change is taken over
 * @param toBuy selected rows that are sent when all are bought anew
 */
public record ChangeDetails(Some changed, Some added, Some removed, long toSend, long toBuy) {

    /**
     * Rows of one kind.
     *
     * @param first the first of them by line, a few
     * @param count all of them
     */
    public record Some(List<Named> first, long count) {

        /** Copies the list. */
        public Some {
            first = List.copyOf(first);
        }
    }

    /**
     * A row as people find it.
     *
     * @param line of the input on which it starts; of a removed row the line on which it started
     */
    public record Named(String key, long line) {}
}
