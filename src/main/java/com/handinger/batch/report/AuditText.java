package com.handinger.batch.report;

import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.progress.Counted;
import java.util.StringJoiner;

/** What a person reads at the end of an audit. */
public final class AuditText {

    private AuditText() {}

    /** Findings, figures, where the files are, and the command that goes on. */
    public static String of(AuditReport report) {
        AuditFigures figures = report.figures();
        StringJoiner text = new StringJoiner("\n");
        report.shown()
                .forEach(placed -> text.add("row " + placed.row() + ", key " + placed.key() + ", task "
                        + placed.taskId() + (placed.attempt() == 1 ? "" : " (attempt " + placed.attempt() + ")") + ": "
                        + placed.finding().kind().word() + ": "
                        + placed.finding().message()));
        long more = figures.found() - report.shown().size();
        if (more > 0 && !report.shown().isEmpty()) {
            text.add("… and " + more + " more");
        }
        text.add(report.reason());
        figures(text, report);
        if (report.file() != null && figures.found() > 0) {
            text.add("Findings: " + report.file());
        }
        if (report.continueWith() != null) {
            text.add("Continue: " + report.continueWith());
        }
        return text.add("Exit code " + report.exit() + ": " + meaning(report.exit()))
                .toString();
    }

    private static String meaning(int exit) {
        return switch (exit) {
            case 0 -> "nothing is wrong with what was read";
            case 1 -> "there are findings";
            case 3 -> "credentials or permission";
            case 6 -> "stopped, timed out, or the server was away";
            default -> "the audit could not go on";
        };
    }

    private static void figures(StringJoiner text, AuditReport report) {
        AuditFigures figures = report.figures();
        if (figures.checked() > 0) {
            // Several attempts may have turns of one task.
            text.add("The server has the tasks of " + figures.tasks() + " of the "
                    + counted(figures.checked(), "attempt") + " read, with " + counted(figures.turns(), "turn")
                    + " of theirs and " + counted(figures.credits(), "credit"));
        }
        if (figures.surplusTurns() > 0) {
            text.add("Surplus: " + counted(figures.surplusTurns(), "turn") + ", "
                    + counted(figures.surplusCredits(), "credit"));
        }
        if (figures.corrected() > 0) {
            text.add("The ledger's books now have the server's credits and turns for "
                    + counted(figures.corrected(), "attempt") + ": " + counted(report.spent(), "credit")
                    + " spent in this run. No row changed its state");
        }
        if (figures.open() > 0) {
            text.add(counted(figures.open(), "attempt")
                    + (figures.open() == 1 ? " is of a row that is" : " are of rows that are")
                    + " not done yet (not sent, or under way): the next start goes on with "
                    + (figures.open() == 1 ? "it" : "them") + ", and only then counts what was spent");
        }
    }

    private static String counted(long count, String what) {
        return Counted.of(count, what);
    }
}
