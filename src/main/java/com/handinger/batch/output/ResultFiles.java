package com.handinger.batch.output;

import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.output.LedgerRows.Order;
import com.handinger.batch.task.RowState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result files of one run as a function of its ledger and the settings: however often a run was stopped, the files
 * of {@link #project} are the same bytes. Every file is replaced in one step. One thread at a time.
 */
public final class ResultFiles implements Closeable {

    static final String RESULTS_JSONL = "results.jsonl";
    static final String RESULTS_CSV = "results.csv";
    static final String FAILED = "failed.jsonl";
    static final String UNUSABLE = "unusable.jsonl";
    static final String REJECTED = "rejected.jsonl";

    private final Path directory;
    private final Output settings;
    private final List<String> columns;
    private final LedgerRows rows;
    private @Nullable LiveFile live;

    /**
     * Opens nothing yet.
     *
     * @param directory folder of the files, made when missing
     * @param columns columns of the input in the order they shall have in {@code results.csv}; those that only rows
     *     have (JSONL) follow by first appearance, so an empty list is fine
     */
    public ResultFiles(Path directory, Output settings, List<String> columns, LedgerRows rows) {
        this.directory = directory;
        this.settings = settings;
        this.columns = List.copyOf(columns);
        this.rows = rows;
    }

    /**
     * At a start: {@code results.jsonl} becomes exactly what the ledger has, in the order in which rows completed, and
     * stays open for {@link #append}. A half line that a crash left behind is gone with it.
     *
     * @throws OutputException when the file cannot be written; again helps once the cause is gone
     * @throws IOException what reading the ledger threw
     */
    public void openLive() throws IOException {
        openLive(Set.of());
    }

    /**
     * Adds rows to {@code results.jsonl} in the order given, by one write, handed to the operating system when this
     * returns. Only completed rows are written; others may be among them. A file that was deleted or changed by
     * somebody else is first made anew from the ledger. Does nothing before {@link #openLive} or without the format
     * {@code jsonl}.
     *
     * @throws OutputException when the file cannot be written; it is then as it was before
     * @throws IOException what reading the ledger threw
     */
    public void append(List<LedgerRow> settled) throws IOException {
        if (live == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        Set<Long> numbers = new HashSet<>();
        for (LedgerRow row : settled) {
            if (row.state() == RowState.COMPLETED && numbers.add(row.number())) {
                lines.append(JsonLines.completed(row));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        if (!live.intact()) {
            openLive(numbers);
        }
        live.append(lines);
    }

    /**
     * At the end of a start: writes all files in the order of the input and ends the live file. The files of a format
     * that is not wanted are removed.
     *
     * @throws OutputException when a file cannot be written; each file is then either the old one or the new one
     * @throws IOException what reading the ledger threw
     */
    public Projection project() throws IOException {
        close();
        ResultDirectory.make(directory);
        ColumnSurvey survey = new ColumnSurvey(columns, settings.flatten());
        if (wants(ResultFormat.CSV)) {
            rows.forEach(Order.INPUT, survey::accept);
        }
        try (Drafts drafts = new Drafts(directory, settings, survey.columns())) {
            rows.forEach(Order.INPUT, drafts::accept);
            return drafts.commit(survey);
        }
    }

    /** Lets go of the live file. Closing again, or without one, does nothing. */
    @Override
    public void close() throws OutputException {
        if (live != null) {
            LiveFile open = live;
            live = null;
            open.close();
        }
    }

    private void openLive(Set<Long> without) throws IOException {
        close();
        ResultDirectory.make(directory);
        Path target = directory.resolve(RESULTS_JSONL);
        if (!wants(ResultFormat.JSONL)) {
            ResultDirectory.remove(target);
            return;
        }
        try (ResultFile file = ResultFile.open(target)) {
            rows.forEach(Order.SETTLED, row -> {
                if (!without.contains(row.number())) {
                    file.write(JsonLines.completed(row));
                }
            });
            file.commit();
        }
        live = LiveFile.open(target);
    }

    private boolean wants(ResultFormat format) {
        return settings.formats().contains(format);
    }
}
