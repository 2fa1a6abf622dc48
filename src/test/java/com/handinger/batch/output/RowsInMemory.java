package com.handinger.batch.output;

import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ledger of a few rows: what was settled last in the list settled last. */
final class RowsInMemory implements LedgerRows {

    final List<LedgerRow> rows = new ArrayList<>();

    RowsInMemory(LedgerRow... rows) {
        Collections.addAll(this.rows, rows);
    }

    @Override
    public void forEach(Order order, Sink sink) throws IOException {
        List<LedgerRow> ordered = new ArrayList<>(rows);
        if (order == Order.INPUT) {
            ordered.sort(Comparator.comparingLong(LedgerRow::number));
        } else {
            ordered.removeIf(row -> row.state() != RowState.COMPLETED);
        }
        for (LedgerRow row : ordered) {
            sink.accept(row);
        }
    }

    static LedgerRow completed(long number, String text, @Nullable String structured) {
        return row(number, RowState.COMPLETED, answer(text, structured), null);
    }

    static LedgerRow pending(long number) {
        return row(number, RowState.PENDING, null, null);
    }

    static LedgerRow failed(long number, String message) {
        return row(number, RowState.FAILED, null, new RowError("refused", message, 422));
    }

    static Answer answer(String text, @Nullable String structured) {
        return new Answer(text, structured, "[]", "[]", 3, 1200, 1, "https://h.test/t/1", "2026-07-14T08:31:01.700Z");
    }

    private static LedgerRow row(long number, RowState state, @Nullable Answer answer, @Nullable RowError error) {
        return new LedgerRow(
                number,
                number + 1,
                "r" + number,
                state,
                "{\"id\":\"r" + number + "\"}",
                state == RowState.PENDING ? 0 : 1,
                state == RowState.PENDING ? null : "tsk_" + number,
                answer,
                error,
                null);
    }
}
