package com.handinger.batch.report;

import com.handinger.batch.progress.Counted;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that was made from the ledger of a run: what {@code export} and {@code report} end with. Immutable.
 *
 * @param written rows in the file
 * @param target the file; null for standard output
 * @param moment whether a process works on the run, so that this is how it stood a moment ago
 * @param rows rows of the run by their state
 * @param directory absolute folder of the result files
 */
public record Written(
        String runId,
        long written,
        @Nullable Path target,
        boolean moment,
        Summary.Rows rows,
        Summary.Credits credits,
        Path directory) {

    /** The same on standard output. */
    public Written toStandardOutput() {
        return new Written(runId, written, null, moment, rows, credits, directory);
    }

    /** In words. */
    public String text() {
        return Counted.of(written, "row") + " of run " + runId
                + (target == null ? " written" : " written to " + target)
                + (moment ? "; a process works on it, and this is how it stood a moment ago" : "");
    }

    /** The last line on standard output with {@code --json}: one JSON object without a line end. */
    public String doneLine() {
        return SummaryJson.line(
                new Summary.Done("done", runId, 0, text(), false, rows, credits, null, directory.toString(), null));
    }
}
