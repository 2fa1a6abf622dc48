package com.handinger.batch.output;

import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.RowState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** First pass over the ledger: which columns {@code results.csv} needs, in the order in which they first appear. */
final class ColumnSurvey {

    /** Further columns of JSONL rows, and fields of structured outputs, that get a column of their own. */
    static final int MOST = 500;

    private final boolean flatten;
    private final Set<String> own;
    private final Set<String> fields = new LinkedHashSet<>();
    private final int mostOwn;
    private boolean schedules;
    private boolean ownLeftOut;
    private boolean fieldsLeftOut;

    ColumnSurvey(List<String> own, boolean flatten) {
        this.own = new LinkedHashSet<>(own);
        this.mostOwn = this.own.size() + MOST;
        this.flatten = flatten;
    }

    void accept(LedgerRow row) {
        schedules |= row.scheduleWorker() != null;
        if (row.columns() != null) {
            ownLeftOut |= !add(JsonText.members(row.columns()).keySet(), own, mostOwn);
        }
        String output = flattened(row);
        if (flatten && output != null) {
            fieldsLeftOut |= !add(JsonText.members(output).keySet(), fields, MOST);
        }
    }

    CsvColumns columns() {
        return CsvColumns.of(own, schedules, fields);
    }

    /** Whether some of the input's columns found no room. */
    boolean ownLeftOut() {
        return ownLeftOut;
    }

    /** Whether some fields of structured outputs found no room. */
    boolean fieldsLeftOut() {
        return fieldsLeftOut;
    }

    /** The structured output whose fields become cells; null where none do. */
    static @Nullable String flattened(LedgerRow row) {
        boolean paid = row.state() == RowState.COMPLETED || row.state() == RowState.UNUSABLE;
        return paid && row.answer() != null ? row.answer().structuredOutput() : null;
    }

    private static boolean add(Set<String> names, Set<String> columns, int most) {
        boolean all = true;
        for (String name : names) {
            if (columns.size() < most) {
                columns.add(name);
            } else {
                all &= columns.contains(name);
            }
        }
        return all;
    }
}
