package com.handinger.batch.report;

import java.nio.file.Path;

/**
 * What a start begins with: the {@code launch} line of {@code --json}. Immutable.
 *
 * @param baseUrl identity of the server: its address, or {@code sandbox}
 * @param continued whether the run had been started before
 * @param store absolute path of the ledger's file
 * @param rows rows of the run by their state as this start finds them
 * @param directory absolute folder of the result files
 */
public record Launch(
        String runId,
        String job,
        String baseUrl,
        String worker,
        boolean continued,
        String store,
        Summary.Rows rows,
        Path directory) {

    /** The first line on standard output with {@code --json}: one JSON object without a line end. */
    public String launchLine() {
        return SummaryJson.line(
                new Line("launch", runId, job, baseUrl, worker, continued, store, rows, directory.toString()));
    }

    private record Line(
            String event,
            String runId,
            String job,
            String baseUrl,
            String worker,
            boolean continued,
            String store,
            Summary.Rows rows,
            String directory) {}
}
