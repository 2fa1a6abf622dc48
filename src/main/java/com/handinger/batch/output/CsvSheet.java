package com.handinger.batch.output;

import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.opencsv.CSVWriter;
import com.opencsv.ICSVWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of {@code results.csv} in the dialect of RFC 4180, each ended by CR LF. One thread at a time. */
final class CsvSheet {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CsvColumns columns;
    private final ResultCsv dialect;
    private final StringWriter buffer = new StringWriter(1024);
    private final ICSVWriter csv;

    CsvSheet(CsvColumns columns, ResultCsv dialect) {
        this.columns = columns;
        this.dialect = dialect;
        this.csv = new CSVWriter(
                buffer,
                dialect.delimiter(),
                ICSVWriter.DEFAULT_QUOTE_CHARACTER,
                ICSVWriter.DEFAULT_ESCAPE_CHARACTER,
                ICSVWriter.RFC4180_LINE_END);
    }

    /** The first line, after the byte order mark where one is wanted. */
    String header() {
        String names = line(columns.header());
        return dialect.bom() ? BYTE_ORDER_MARK + names : names;
    }

    /** The line of a row, whatever its state. */
    String row(LedgerRow row) {
        List<@Nullable String> cells = new ArrayList<>(columns.header().size());
        cells.add(Long.toString(row.number()));
        cells.add(row.key());
        cells.add(row.state().word());
        addMembers(cells, row.columns(), columns.own());
        String scheduleWorker = row.scheduleWorker();
        cells.add(scheduleWorker == null ? row.taskId() : null);
        addAnswer(cells, row, row.answer());
        RowError error = row.error();
        cells.add(error == null ? null : error.message());
        if (columns.schedules()) {
            cells.add(scheduleWorker == null ? null : row.taskId());
            cells.add(scheduleWorker);
        }
        addMembers(cells, ColumnSurvey.flattened(row), columns.fields());
        return line(cells);
    }

    private static void addAnswer(List<@Nullable String> cells, LedgerRow row, @Nullable Answer answer) {
        if (answer == null) {
            for (int i = 0; i < 5; i++) {
                cells.add(null);
            }
            return;
        }
        cells.add(answer.outputText());
        String structured = answer.structuredOutput();
        cells.add(structured == null ? null : JsonText.oneLine(structured));
        cells.add(JsonLines.known(row, answer.credits()));
        cells.add(JsonLines.known(row, answer.durationMs()));
        cells.add(answer.url());
    }

    private static void addMembers(List<@Nullable String> cells, @Nullable String object, List<String> names) {
        Map<String, JsonText.Value> members = object == null || names.isEmpty() ? Map.of() : JsonText.members(object);
        for (String name : names) {
            JsonText.Value value = members.get(name);
            cells.add(value == null ? null : value.cell());
        }
    }

    private String line(List<? extends @Nullable String> cells) {
        String[] texts = new String[cells.size()];
        for (int i = 0; i < texts.length; i++) {
            String cell = cells.get(i);
            texts[i] = cell == null ? "" : Cell.text(cell, dialect.raw());
        }
        csv.writeNext(texts, false);
        String line = buffer.toString();
        buffer.getBuffer().setLength(0);
        return line;
    }
}
