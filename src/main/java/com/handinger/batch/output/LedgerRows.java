package com.handinger.batch.output;

import com.handinger.batch.ledger.LedgerRow;
import java.io.IOException;

/** The rows of one run, streamed: they never all sit in memory. */
public interface LedgerRows {

    /** Which rows come, and in which order. */
    enum Order {
        /** Every row by its number. */
        INPUT,
        /** The completed rows in the order in which they settled. */
        SETTLED
    }

    /** Takes one row after the other. */
    interface Sink {
        /** Takes the next row; an exception ends the stream. */
        void accept(LedgerRow row) throws IOException;
    }

    /**
     * Hands each row to the sink, on the thread of the caller. The same ledger gives the same rows in the same order.
     *
     * @throws IOException what the sink threw, as it was
     */
    void forEach(Order order, Sink sink) throws IOException;
}
