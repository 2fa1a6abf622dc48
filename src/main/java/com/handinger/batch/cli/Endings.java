package com.handinger.batch.cli;

import com.handinger.batch.report.Summary;
import com.handinger.batch.run.RunReport;
import java.util.StringJoiner;

/** What a person reads at the end of a start. */
final class Endings {

    private Endings() {}

    /** Outcome, counts, credits, where the files are, and the command that goes on. */
    static String text(RunReport report) {
        Summary summary = report.summary();
        StringBuilder text = new StringBuilder()
                .append(summary.reason())
                .append('\n')
                .append(counts(summary.rows()))
                .append("; ")
                .append(summary.credits().spent())
                .append(" credits spent");
        if (summary.surplusTurns() > 0) {
            text.append("; ").append(summary.surplusTurns()).append(" turns more than one per row");
        }
        if (summary.forecast() != null) {
            text.append('\n').append(summary.forecast().text("rows drawn at random"));
        }
        text.append("\nResults: ").append(summary.directory());
        String next = summary.continueWith();
        if (next != null) {
            text.append(summary.resumable() ? "\nContinue: " : "\nThe other rows: ")
                    .append(next);
        }
        return text.append("\nExit code ").append(report.exit().code()).toString();
    }

    private static String counts(Summary.Rows rows) {
        StringJoiner parts = new StringJoiner(", ");
        parts.add(rows.total() + " rows: " + rows.completed() + " completed");
        add(parts, rows.failed(), "failed");
        add(parts, rows.unusable(), "unusable");
        add(parts, rows.rejected(), "rejected");
        add(parts, rows.pending(), "not sent");
        add(parts, rows.sending() + rows.unknown() + rows.running(), "at the server");
        return parts.toString();
    }

    private static void add(StringJoiner parts, long count, String word) {
        if (count > 0) {
            parts.add(count + " " + word);
        }
    }
}
