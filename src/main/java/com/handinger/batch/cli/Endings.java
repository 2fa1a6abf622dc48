package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.Forecast;
import com.handinger.batch.report.Summary;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunReport;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a person reads at the end of a start. */
final class Endings {

    private final JobFile job;
    private final JobOptions options;
    private final StartOptions start;

    Endings(JobFile job, JobOptions options, StartOptions start) {
        this.job = job;
        this.options = options;
        this.start = start;
    }

    /**
     * Says it; a person who asked for quiet hears nothing of an end at which every row has ended as well as was asked
     * for, nor of one at which nothing was left to do.
     */
    void tell(RunReport report, Console console) {
        String text = text(report);
        Summary.Rows rows = report.summary().rows();
        boolean over = rows.pending() + rows.sending() + rows.unknown() + rows.running() == 0;
        Summary.Requests made = report.summary().requests();
        boolean idle = made.sent() + made.reads() == 0 && !report.summary().resumable();
        if (idle || (report.exit() == ExitCode.DONE && over)) {
            console.say(text);
        } else {
            console.warn(text);
        }
    }

    /** Outcome, counts, credits, where the files are, and the commands that go on. */
    private String text(RunReport report) {
        Summary summary = report.summary();
        StringBuilder text = new StringBuilder()
                .append(summary.reason())
                .append('\n')
                .append(counts(summary.rows()))
                .append("; ")
                .append(Counted.of(summary.credits().spent(), "credit"))
                .append(" spent");
        if (summary.surplusTurns() > 0) {
            text.append("; ").append(Counted.of(summary.surplusTurns(), "turn")).append(" more than one per row");
        }
        forecast(text, summary, report.enough());
        text.append("\nResults: ").append(summary.directory());
        schedules(text, summary);
        String next = summary.continueWith();
        if (next != null) {
            text.append(summary.resumable() ? "\nContinue: " : "\nThe other rows: ")
                    .append(next);
        }
        if (!summary.resumable()) {
            held(text, report);
            retries(text, summary.rows(), summary.rows().failed() - report.held(), report.repairable());
        }
        return text.append("\nExit code ")
                .append(report.exit().code())
                .append(": ")
                .append(report.meaning())
                .toString();
    }

    /** @param enough as in {@link RunReport} */
    private static void forecast(StringBuilder text, Summary summary, @Nullable Long enough) {
        Forecast forecast = summary.forecast();
        if (forecast == null) {
            return;
        }
        text.append('\n').append(forecast.text("rows drawn at random"));
        String remark = enough == null
                ? null
                : forecast.shortOf(summary.credits().limit(), summary.credits().spent(), enough);
        if (remark != null) {
            text.append('\n').append(remark);
        }
    }

    /** What a person has to know who made schedules: they buy on their own until they are cancelled. */
    private void schedules(StringBuilder text, Summary summary) {
        long made = summary.rows().completed();
        if (job.task().when() == null || made == 0) {
            return;
        }
        text.append('\n').append(Counted.of(made, "schedule was made", "schedules were made"));
        if (job.api().sandbox()) {
            text.append(" in the sandbox of this start, and ended with it");
            return;
        }
        text.append(" so far. To cancel ")
                .append(made == 1 ? "it" : "them all")
                .append(":\n  ")
                .append(Program.command())
                .append(" schedule cancel --from ")
                .append(Shell.word(summary.directory().resolve("results.jsonl").toString()))
                .append(" --base-url ")
                .append(Shell.word(job.api().identity()));
    }

    private void held(StringBuilder text, RunReport report) {
        long held = report.held();
        if (held == 0) {
            return;
        }
        text.append(held == 1 ? "\nHeld is 1 row" : "\nHeld are " + held + " rows")
                .append(": nobody knows whether the server took ")
                .append(held == 1 ? "it. Decide by" : "them. Decide about each by")
                .append(" --adopt (a look: what is there is taken), --resend or --give-up:");
        report.heldKeys()
                .forEach(key -> text.append("\n  ")
                        .append(ResolveCommand.line(options.command("resolve"), key, " --adopt" + start.kept())));
        if (held > report.heldKeys().size()) {
            text.append("\n  (failed.jsonl has the others)");
        }
    }

    private void retries(StringBuilder text, Summary.Rows rows, long failed, long repairable) {
        if (failed > 0) {
            text.append("\nTo try failed rows once more, after a look at the tasks that they had:\n  ")
                    .append(options.command("retry"))
                    .append(start.kept());
        }
        if (repairable > 0) {
            text.append("\nTo repair unusable rows by a further turn of their own task, which is paid:\n  ")
                    .append(options.command("retry"))
                    .append(" --status unusable")
                    .append(start.kept());
        }
        if (rows.unusable() > 0) {
            text.append("\nTo buy unusable rows anew:\n  ")
                    .append(options.command("retry"))
                    .append(" --status unusable --fresh")
                    .append(start.kept());
        }
    }

    private static String counts(Summary.Rows rows) {
        StringJoiner parts = new StringJoiner(", ");
        parts.add(Counted.of(rows.total(), "row: ", "rows: ") + rows.completed() + " completed");
        add(parts, rows.failed(), "failed (failed.jsonl says why)");
        add(parts, rows.unusable(), "unusable (unusable.jsonl says why)");
        add(parts, rows.rejected(), "rejected (rejected.jsonl says why)");
        add(parts, rows.pending(), "not sent");
        add(parts, rows.running(), "at the server");
        add(parts, rows.sending() + rows.unknown(), "in doubt (perhaps sent)");
        return parts.toString();
    }

    private static void add(StringJoiner parts, long count, String word) {
        if (count > 0) {
            parts.add(count + " " + word);
        }
    }
}
