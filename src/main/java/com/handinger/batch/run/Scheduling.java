package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.When;
import com.handinger.batch.ledger.InputChange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is different for a job that makes schedules of its rows, which go on buying when the run is long over. */
final class Scheduling {

    private final RunRequest request;
    private final OpenStore store;

    Scheduling(RunRequest request, OpenStore store) {
        this.request = request;
        this.store = store;
    }

    /**
     * Refuses what is said about tasks that run now.
     *
     * @throws RunException exit 2
     */
    static void check(RunRequest request) throws RunException {
        if (request.job().task().when() == null) {
            return;
        }
        if (request.rows().among() instanceof RowRange.Among.Pilot) {
            throw refused(
                    "--pilot measures tasks that run now, and task.when makes schedules. Say --limit N to begin with"
                            + " the first N rows");
        }
        if (request.choice() == RunRequest.Choice.LOOK_FIRST) {
            throw refused(
                    "--look-first and --adopt look tasks up by their ids, and a schedule has none of ours. schedule"
                            + " list WORKER shows what is there");
        }
    }

    /** @throws RunException exit 2 for a run that is made of schedules */
    static void refuse(RunRecord run, LedgerRuns runs, String verb) throws RunException {
        if (made(runs.settings(run.settingsNo()))) {
            throw refused(
                    verb + " compares tasks, and run " + run.id() + " makes schedules (task.when), whose tasks are"
                            + " not followed. schedule list WORKER shows what is there, results.jsonl what the run made");
        }
    }

    private static RunException refused(String why) {
        return new RunException(ExitCode.USAGE, why + ". Nothing was sent.");
    }

    private static boolean made(TaskSettings settings) {
        return settings.when() != null;
    }

    /**
     * Refuses one moment for all schedules that has passed: each would buy its task at once.
     *
     * @param rows that are still to become schedules, in words
     * @throws RunException exit 2
     */
    static void checkDate(@Nullable When when, String rows, Instant now) throws RunException {
        String passed = when == null ? null : when.passed(now);
        if (passed != null) {
            throw refused(passed + ": the server would buy a task at once for " + rows + ". Write a moment to come"
                    + " (with run --accept-changes where a run has begun, whose schedules stay as they are)");
        }
    }

    private void checkDate(RunRecord run, RowCounts rows, Instant now) throws RunException {
        String when = new LedgerRuns(store.jdbc()).settings(run.settingsNo()).when();
        long left = rows.of(RowState.PENDING);
        if (when != null && left > 0 && run.state() != RunRecord.State.FINISHED) {
            checkDate(When.of(when), Counted.of(left, "row that is left", "rows that are left"), now);
        }
    }

    /**
     * The request, agreed to where schedules are still to be made that repeat, or on a server elsewhere without a word
     * about what it may cost.
     *
     * @param question who can be asked
     * @param some whether rows that ended are opened again first
     * @throws RunException exit 8 when nobody agrees, exit 2 when rows are left whose one moment has passed
     */
    RunRequest agreed(RunRecord run, CostQuestion question, boolean some) throws RunException {
        JobFile job = request.job();
        When when = job.task().when();
        if (when == null) {
            return request;
        }
        RowCounts counts = new Ledger(store.jdbc(), store.transactions()).counts(run, request.rows());
        if (!some) {
            checkDate(run, counts, Instant.now());
        }
        if (!needed(job, when)) {
            return request;
        }
        long rows = counts.open();
        if (!some && (run.state() == RunRecord.State.FINISHED || rows == 0)) {
            return request;
        }
        String become = some
                ? "Rows that ended become schedules"
                : Counted.of(rows, "row becomes a schedule", "rows become schedules");
        String plan = become + " (" + when + ") at " + job.api().identity() + " with budget "
                + job.task().budget() + ". "
                + (when.type().recurring()
                        ? "Each buys a task every time it runs, until it is cancelled; no credit limit bounds that."
                        : "Each buys one task; no credit limit bounds what it costs.");
        if (!question.agrees(plan)) {
            throw new RunException(
                    ExitCode.DECISION, plan + " Nothing was sent. To make them:\n  " + request.command() + " --yes");
        }
        return request.saying(" --yes");
    }

    private static boolean needed(JobFile job, When when) {
        return when.type().recurring() || (job.limits().credits() == null && Server.elsewhere(job.api()));
    }

    /**
     * Refuses to change what a run has made already: a schedule whose row is gone would go on buying, and nothing would
     * name it any more.
     *
     * @param candidate settings of now
     * @throws RunException exit 8
     */
    void checkChange(RunRecord last, TaskSettings candidate, @Nullable InputChange change) throws RunException {
        TaskSettings before = new LedgerRuns(store.jdbc()).settings(last.settingsNo());
        if (made(before) != made(candidate)) {
            throw new RunException(
                    ExitCode.DECISION,
                    "task.when was " + (made(before) ? "removed from" : "added to") + " the job: run " + last.id()
                            + " makes " + (made(before) ? "schedules" : "tasks that run at once")
                            + ", and a run is of one kind. Nothing was sent. To begin another one:\n  "
                            + request.command() + " --new"
                            + (last.state() == RunRecord.State.OPEN ? " --abandon" : ""));
        }
        if (change == null || !made(before) || change.changed() + change.removed() + change.returned() == 0) {
            return;
        }
        RowCounts rows = new Ledger(store.jdbc(), store.transactions()).counts(last, RowRange.ALL);
        long there = rows.of(RowState.COMPLETED) + rows.of(RowState.SENDING) + rows.of(RowState.UNKNOWN);
        if (there > 0) {
            throw new RunException(
                    ExitCode.DECISION,
                    "rows of run " + last.id() + " changed or left the input, and the schedules it made (" + there
                            + ", or fewer) go on until they are cancelled. Nothing was sent. Rows may be added to such a"
                            + " run, no more. To begin anew, cancel them first (schedule cancel --from "
                            + last.directory() + "/results.jsonl), then:\n  " + request.command() + " --new"
                            + (last.state() == RunRecord.State.OPEN ? " --abandon" : ""));
        }
    }
}
