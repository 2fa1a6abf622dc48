package com.handinger.batch.run;

import com.handinger.batch.ledger.LedgerReader;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.LedgerRows;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of a run for its files. */
final class RunRows {

    private RunRows() {}

    /** Asked before each page of rows. */
    @FunctionalInterface
    interface Pulse {
        void beat() throws IOException;
    }

    /** The rows, a page at a time. */
    static LedgerRows of(JdbcTemplate jdbc, RunRecord run, Pulse pulse) {
        LedgerReader reader = new LedgerReader(jdbc);
        return (order, sink) -> {
            LedgerReader.PageSink<IOException> pages = page -> {
                pulse.beat();
                for (LedgerRow row : page) {
                    if (order == LedgerRows.Order.INPUT || row.state() == RowState.COMPLETED) {
                        sink.accept(row);
                    }
                }
            };
            if (order == LedgerRows.Order.INPUT) {
                reader.inInputOrder(run, pages);
            } else {
                reader.inSettledOrder(run, pages);
            }
        };
    }
}
