package com.handinger.batch.report;

import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.AuditFinding;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code verify} ended. Immutable.
 *
 * @param exit exit code of the process
 * @param reason for people: why it ended
 * @param figures as far as it came
 * @param shown the first findings
 * @param file where all of them are; null when they could not be left there
 * @param rows of the whole run
 * @param spent credits of the whole run, with what the audit set right
 * @param directory absolute folder of the result files
 * @param continueWith the command that goes on; null when the audit is finished
 */
public record AuditReport(
        String runId,
        int exit,
        String reason,
        AuditFigures figures,
        List<AuditFinding.Placed> shown,
        @Nullable Path file,
        Summary.Rows rows,
        long spent,
        Path directory,
        @Nullable String continueWith) {

    /** Copies the list. */
    public AuditReport {
        shown = List.copyOf(shown);
    }

    /** The figures as {@code summary.json} has them. */
    public static Audit.Figures figures(AuditFigures figures) {
        return new Audit.Figures(
                figures.beganAt(),
                figures.endedAt(),
                figures.sample(),
                figures.seed(),
                figures.checked(),
                figures.tasks(),
                figures.turns(),
                figures.credits(),
                figures.found(),
                new TreeMap<>(figures.findings()),
                figures.surplusTurns(),
                figures.surplusCredits(),
                figures.corrected());
    }

    /** The first findings as lines for programs, as in {@code verify.jsonl}, with their event in front. */
    public List<String> findingLines() {
        return shown.stream().map(AuditReport::findingLine).toList();
    }

    private static String findingLine(AuditFinding.Placed placed) {
        AuditFinding finding = placed.finding();
        return SummaryJson.line(new FindingLine(
                "finding",
                placed.row(),
                placed.key(),
                placed.attempt(),
                placed.taskId(),
                finding.kind().word(),
                finding.turns(),
                finding.credits(),
                finding.message()));
    }

    /** The figures as a line for programs. */
    public String auditLine() {
        return SummaryJson.line(new AuditLine("audit", runId, figures(figures), file == null ? null : file.toString()));
    }

    /** The last line on standard output with {@code --json}. */
    public String doneLine() {
        return SummaryJson.line(new Summary.Done(
                "done",
                runId,
                exit,
                reason,
                continueWith != null,
                rows,
                new Summary.Credits(spent, 0, null),
                null,
                directory.toString(),
                continueWith));
    }

    private record FindingLine(
            String event,
            long row,
            String key,
            int attempt,
            String taskId,
            String kind,
            int surplusTurns,
            @Nullable Long credits,
            String message) {}

    private record AuditLine(
            String event,
            String runId,
            Audit.Figures audit,
            @Nullable String file) {}
}
