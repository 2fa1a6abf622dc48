package com.handinger.batch.output;

import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.RowState;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All result files of one projection: written side by side in one pass, put in their places together. */
final class Drafts implements Closeable {

    private final Path directory;
    private final Output settings;
    private final CsvSheet sheet;
    private final List<ResultFile> open = new ArrayList<>();
    private final @Nullable ResultFile results;
    private final @Nullable ResultFile csv;
    private final ResultFile failed;
    private final ResultFile unusable;
    private final ResultFile rejected;
    private final Map<RowState, Long> counts = new EnumMap<>(RowState.class);

    Drafts(Path directory, Output settings, CsvColumns columns) throws OutputException {
        this.directory = directory;
        this.settings = settings;
        this.sheet = new CsvSheet(columns, settings.csv());
        boolean whole = false;
        try {
            results = wants(ResultFormat.JSONL) ? open(ResultFiles.RESULTS_JSONL) : null;
            csv = wants(ResultFormat.CSV) ? open(ResultFiles.RESULTS_CSV) : null;
            failed = open(ResultFiles.FAILED);
            unusable = open(ResultFiles.UNUSABLE);
            rejected = open(ResultFiles.REJECTED);
            if (csv != null) {
                csv.write(sheet.header());
            }
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    void accept(LedgerRow row) throws OutputException {
        counts.merge(row.state(), 1L, Long::sum);
        if (csv != null) {
            csv.write(sheet.row(row));
        }
        switch (row.state()) {
            case COMPLETED -> {
                if (results != null) {
                    results.write(JsonLines.completed(row));
                }
            }
            case FAILED -> failed.write(JsonLines.troubled(row));
            case UNUSABLE -> unusable.write(JsonLines.troubled(row));
            case REJECTED -> rejected.write(JsonLines.rejected(row));
            case PENDING, SENDING, UNKNOWN, RUNNING -> {}
        }
    }

    /** Forces all drafts to disk before the first one takes its place, so that a full disk changes no file. */
    Projection commit(ColumnSurvey survey) throws OutputException {
        for (ResultFile file : open) {
            file.force();
        }
        for (ResultFile file : open) {
            file.commit();
            HaltPoint.BETWEEN_FILES.reached();
        }
        if (results == null) {
            ResultDirectory.remove(directory.resolve(ResultFiles.RESULTS_JSONL));
        }
        if (csv == null) {
            ResultDirectory.remove(directory.resolve(ResultFiles.RESULTS_CSV));
        }
        return new Projection(
                counts.values().stream().mapToLong(Long::longValue).sum(),
                count(RowState.COMPLETED),
                count(RowState.FAILED),
                count(RowState.UNUSABLE),
                count(RowState.REJECTED),
                survey.ownLeftOut(),
                survey.fieldsLeftOut());
    }

    @Override
    public void close() throws OutputException {
        OutputException first = null;
        for (ResultFile file : open) {
            try {
                file.close();
            } catch (OutputException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private ResultFile open(String name) throws OutputException {
        ResultFile file = ResultFile.open(directory.resolve(name));
        open.add(file);
        return file;
    }

    private boolean wants(ResultFormat format) {
        return settings.formats().contains(format);
    }

    private long count(RowState state) {
        return counts.getOrDefault(state, 0L);
    }
}
