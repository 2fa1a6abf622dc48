package com.handinger.batch.cli;

import com.handinger.batch.input.InputHead;
import com.handinger.batch.jobfile.Problem;
import com.handinger.batch.report.Summary;
import com.handinger.batch.run.Checkup;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.InputCheck;
import com.handinger.batch.run.PruneReport;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code --json} says where nothing was sent: one JSON object a line, the last one with the end. */
final class CheckLines {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private CheckLines() {}

    static String problem(Problem problem) {
        return JSON.writeValueAsString(new ProblemLine(
                "problem",
                problem.file(),
                problem.line() == 0 ? null : problem.line(),
                problem.path(),
                problem.found(),
                problem.accepted(),
                problem.nearest()));
    }

    static String rejected(InputCheck.BadRow row) {
        return JSON.writeValueAsString(
                new RejectedLine("rejected", row.file().toString(), row.line(), row.number(), row.reason()));
    }

    /** @param key null where rows are named by their content */
    static String draft(Path job, String input, @Nullable String key, InputHead head) {
        return JSON.writeValueAsString(new DraftLine(
                "init",
                job.toString(),
                input,
                key,
                head.rows(),
                head.columns().stream().map(InputHead.Column::name).toList()));
    }

    private record DraftLine(
            String event,
            String job,
            String input,
            @Nullable String key,
            long rows_seen,
            List<String> columns) {}

    static String sandbox(String url) {
        return JSON.writeValueAsString(new SandboxLine("sandbox", url));
    }

    private record SandboxLine(String event, String url) {}

    static String note(String text) {
        return JSON.writeValueAsString(new NoteLine("note", text));
    }

    /**
     * A line for each run that goes, and for each that stays for a reason.
     *
     * @param removed whether they are gone, or only would be
     */
    static List<String> pruned(PruneReport report, boolean removed) {
        return Stream.concat(
                        report.runs().stream().map(run -> (Object) new PrunedLine("pruned", removed, run)),
                        report.kept().stream().map(run -> new KeptLine("kept", run.id(), run.reason())))
                .map(JSON::writeValueAsString)
                .toList();
    }

    private record PrunedLine(
            String event,
            boolean removed,
            String run_id,
            String base_url,
            String created_at,
            long rows,
            long credits,
            long bytes,
            @Nullable String directory,
            @Nullable String remark) {

        PrunedLine(String event, boolean removed, PruneReport.Former run) {
            this(
                    event,
                    removed,
                    run.id(),
                    run.baseUrl(),
                    run.createdAt(),
                    run.rows(),
                    run.credits(),
                    run.bytes(),
                    run.directory(),
                    run.remark());
        }
    }

    private record KeptLine(String event, String run_id, String reason) {}

    static String checkup(Checkup checkup) {
        return JSON.writeValueAsString(new DoctorLine(
                "doctor",
                checkup.baseUrl(),
                checkup.findings(),
                checkup.keepsIds(),
                checkup.readableAfterMs(),
                checkup.readableWhileRunning(),
                checkup.credits()));
    }

    /** What was found out; null for what was not. */
    private record DoctorLine(
            String event,
            String base_url,
            List<Checkup.Finding> findings,
            @Nullable Boolean keeps_ids,
            @Nullable Long readable_after_ms,
            @Nullable Boolean readable_while_running,
            @Nullable Long credits) {}

    static String done(ExitCode exit, String reason, @Nullable String command) {
        return Summary.doneLineWithoutRun(exit.code(), reason, Summary.Rows.unsent(0, 0), command);
    }

    static String done(ExitCode exit, String reason, InputCheck check) {
        return Summary.doneLineWithoutRun(
                exit.code(), reason, Summary.Rows.unsent(check.rows(), check.rejected()), null);
    }

    /** A fault of the job file; {@code line} is null where there are no lines. */
    private record ProblemLine(
            String event,
            String file,
            @Nullable Integer line,
            String path,
            String found,
            String accepted,
            @Nullable String nearest) {}

    private record RejectedLine(String event, String file, long line, long row, String reason) {}

    private record NoteLine(String event, String text) {}
}
