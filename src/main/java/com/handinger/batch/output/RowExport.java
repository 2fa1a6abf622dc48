package com.handinger.batch.output;

import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.output.LedgerRows.Order;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Rows of a ledger in one file, in the order of the input: lines as in {@code results.jsonl} or records as in
 * {@code results.csv}, whatever the state of their rows. One thread at a time.
 */
public final class RowExport {

    private final Output settings;
    private final List<String> columns;
    private final Set<RowState> states;
    private final LedgerRows rows;

    /**
     * Opens nothing yet.
     *
     * @param columns columns of the input, as for {@link ResultFiles}
     * @param states of the rows that are wanted
     */
    public RowExport(Output settings, List<String> columns, Set<RowState> states, LedgerRows rows) {
        this.settings = settings;
        this.columns = List.copyOf(columns);
        this.states = Set.copyOf(states);
        this.rows = rows;
    }

    /**
     * Writes the file in one step: whoever reads meanwhile sees the old one or the new one.
     *
     * @return how many rows it has
     * @throws OutputException when it cannot be written; what stood there before still does
     * @throws IOException what reading the ledger threw
     */
    public long write(Path target, ResultFormat format) throws IOException {
        long[] count = {0};
        try (ResultFile file = ResultFile.open(target)) {
            if (format == ResultFormat.CSV) {
                ColumnSurvey survey = new ColumnSurvey(columns, settings.flatten());
                each(survey::accept);
                CsvSheet sheet = new CsvSheet(survey.columns(), settings.csv());
                file.write(sheet.header());
                each(row -> {
                    file.write(sheet.row(row));
                    count[0]++;
                });
            } else {
                each(row -> {
                    file.write(JsonLines.whatever(row));
                    count[0]++;
                });
            }
            file.commit();
        }
        return count[0];
    }

    private void each(LedgerRows.Sink sink) throws IOException {
        rows.forEach(Order.INPUT, (LedgerRow row) -> {
            if (states.contains(row.state())) {
                sink.accept(row);
            }
        });
    }
}
