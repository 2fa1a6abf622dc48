package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.InputChange;
import com.handinger.batch.ledger.InputMerge;
import com.handinger.batch.ledger.LedgerLoad;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.output.ResultDirectory;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which run a start belongs to: the same work continues or is done already, new work is a new run, and
 * anything between is a person's decision (exit 8), shown with what each choice costs.
 */
final class RunChooser {

    private final RunRequest request;
    private final JobFile job;
    private final OpenStore store;
    private final LedgerRuns runs;
    private final InputMerge merge;
    private final Decisions decisions;
    private final Scheduling scheduling;
    private final Console console;
    private final StopSwitch stop;
    private final LostLedger lost;

    RunChooser(RunRequest request, OpenStore store, Console console, StopSwitch stop, LostLedger lost) {
        this.lost = lost;
        this.request = request;
        this.store = store;
        this.console = console;
        this.stop = stop;
        job = request.job();
        runs = new LedgerRuns(store.jdbc());
        merge = new InputMerge(store.jdbc(), store.transactions());
        decisions = new Decisions(request, store);
        scheduling = new Scheduling(request, store);
    }

    /**
     * The run of this start.
     *
     * @param continued whether it had begun before
     * @param settleFirst whether rows that changed may still be at the server: they have to settle as they were loaded,
     *     or prove absent, before their change can be taken over
     */
    record Chosen(RunRecord run, boolean continued, boolean settleFirst) {

        Chosen(RunRecord run, boolean continued) {
            this(run, continued, false);
        }

        Chosen with(RunRecord placed) {
            return new Chosen(placed, continued, settleFirst);
        }
    }

    /**
     * Decides, and loads what has to be loaded.
     *
     * @throws RunException exit 8 when a person has to decide, exit 2 when the input cannot be read
     */
    Chosen choose(InputLoading input, Instant now) throws RunException {
        RunRecord last = last();
        if (request.choice() == RunRequest.Choice.RESUME) {
            return resume(last);
        }
        if (request.choice() == RunRequest.Choice.NEW) {
            return anew(last, input, now);
        }
        if (last == null) {
            return new Chosen(begin(input, now).open(), false);
        }
        int settingsNo = runs.settingsNo(settings());
        if (!last.baseUrl().equals(job.api().identity())) {
            throw decisions.otherServer(last);
        }
        boolean sameSettings = last.settingsNo() == settingsNo;
        scheduling.checkChange(last, settings(), null);
        if (sameSettings
                && last.input().settings().equals(input.settings())
                && last.input().fingerprint().equals(input.fingerprint(stop))) {
            return new Chosen(last, true);
        }
        return compare(last, input, sameSettings, now);
    }

    private @Nullable RunRecord last() throws RunException {
        String named = request.runId();
        if (named == null) {
            return runs.latest(job.name(), job.api().sandbox());
        }
        RunRecord run = runs.find(job.name(), named);
        if (run != null && run.state() == RunRecord.State.ABANDONED) {
            throw new RunException(
                    ExitCode.DECISION,
                    "run " + named + " was abandoned and is not taken up again; choose another --run-id");
        }
        return run;
    }

    /** The run that is named, else the last one; where that has ended, one before it that has not. */
    private Chosen resume(@Nullable RunRecord last) throws RunException {
        if (last == null) {
            throw new RunException(
                    ExitCode.USAGE,
                    "--resume: there is no run to continue in this store; leave --resume away to begin one");
        }
        if (!last.baseUrl().equals(job.api().identity())) {
            throw decisions.otherServer(last);
        }
        boolean another =
                request.runId() == null && !request.rows().reopened() && last.state() == RunRecord.State.FINISHED;
        RunRecord left = another ? runs.latestOpen(job.name(), last.baseUrl()) : null;
        RunRecord resumed = left == null ? last : left;
        scheduling.checkChange(resumed, settings(), null);
        return new Chosen(resumed, true);
    }

    private LedgerLoad begin(InputLoading input, Instant now) throws RunException {
        LedgerLoad load = load(input, now, now);
        if (request.choice() == RunRequest.Choice.LOOK_FIRST) {
            load.lookFirst();
        } else if (request.runId() != null) {
            refuseLost(load);
        }
        return load;
    }

    private void refuseLost(LedgerLoad load) throws RunException {
        try {
            lost.check(runs.get(load.runNo()));
        } catch (RunException e) {
            load.discard();
            throw e;
        }
    }

    /** @param same the run of the asked name, or the newest one when none was asked for */
    private Chosen anew(@Nullable RunRecord same, InputLoading input, Instant now) throws RunException {
        RunRecord last = same == null ? runs.latest(job.name(), job.api().sandbox()) : same;
        boolean open = last != null && last.state() == RunRecord.State.OPEN;
        if (last != null && open && !request.abandon()) {
            throw decisions.unfinished(last);
        }
        if (same != null && request.runId() != null) {
            throw new RunException(
                    ExitCode.DECISION,
                    "--new: run " + same.id() + " is there already; choose another --run-id, or none");
        }
        LedgerLoad load = begin(input, now);
        store.transactions().executeWithoutResult(status -> {
            if (last != null && open) {
                runs.mark(last.number(), RunRecord.State.ABANDONED);
            }
            load.open();
        });
        return new Chosen(runs.get(load.runNo()), false);
    }

    private Chosen compare(RunRecord last, InputLoading input, boolean sameSettings, Instant now) throws RunException {
        // A row whose date has passed since the run began is no other row than it was.
        LedgerLoad load = load(input, now, Instant.parse(last.createdAt()));
        boolean used = false;
        try {
            InputChange change = merge.compare(last.number(), load.runNo());
            Verdict verdict = verdict(last, change, sameSettings);
            if (verdict == Verdict.ASK || verdict == Verdict.SETTLE_FIRST || verdict == Verdict.TAKE_OVER) {
                scheduling.checkChange(last, settings(), change);
            }
            used = verdict == Verdict.NEXT_RUN || verdict == Verdict.TAKE_OVER;
            return switch (verdict) {
                case SAME -> new Chosen(last, true);
                case NEXT_RUN -> new Chosen(load.open(), false);
                case SETTLE_FIRST -> new Chosen(last, true, true);
                case TAKE_OVER -> takeOver(last, load, Decisions.describe(change, sameSettings));
                case NO_ROWS -> {
                    console.say(
                            input.name() + " has no rows: nothing is sent, and run " + last.id() + " stays as it is");
                    yield new Chosen(last, true);
                }
                case ASK -> throw decisions.changed(last, runs.get(load.runNo()), change);
            };
        } finally {
            if (!used) {
                load.discard();
            }
        }
    }

    private enum Verdict {
        SAME,
        NO_ROWS,
        NEXT_RUN,
        ASK,
        SETTLE_FIRST,
        TAKE_OVER
    }

    private Verdict verdict(RunRecord last, InputChange change, boolean sameSettings) {
        if (sameSettings && change.none()) {
            return Verdict.SAME;
        }
        if (last.state() == RunRecord.State.FINISHED) {
            if (change.empty()) {
                return Verdict.NO_ROWS;
            }
            if (sameSettings && change.disjoint() && request.runId() == null) {
                return Verdict.NEXT_RUN;
            }
        }
        if (request.choice() != RunRequest.Choice.ACCEPT_CHANGES) {
            return Verdict.ASK;
        }
        return change.busy() > 0 ? Verdict.SETTLE_FIRST : Verdict.TAKE_OVER;
    }

    private Chosen takeOver(RunRecord last, LedgerLoad load, String what) {
        merge.takeOver(last, runs.get(load.runNo()));
        console.say("Taken over: " + what + ".");
        return new Chosen(runs.get(last.number()), true);
    }

    private LedgerLoad load(InputLoading input, Instant now, Instant dated) throws RunException {
        String named = request.runId();
        String id = named == null ? RunIds.next(now, new SecureRandom()) : named;
        LedgerLoad.RunIdentity identity = new LedgerLoad.RunIdentity(
                job.name(),
                id,
                job.api().identity(),
                ResultDirectory.locate(job, id).toString());
        long began = System.nanoTime();
        LedgerLoad load = LedgerLoad.begin(store.jdbc(), store.transactions(), identity, now.toString());
        long rows = input.into(load, runs.settingsNo(settings()), dated, stop, console::say);
        refuseEmptySelection(load, rows);
        console.say(String.format(
                Locale.ROOT,
                "Loaded %s from %s in %.1f s",
                Counted.of(rows, "row"),
                input.name(),
                (System.nanoTime() - began) / 1e9));
        return load;
    }

    /** Before the load becomes a run, and before an unfinished one is given up for it. */
    private void refuseEmptySelection(LedgerLoad load, long rows) throws RunException {
        try {
            new Selection(request.rows(), rows).check();
        } catch (RunException e) {
            load.discard();
            throw e;
        }
    }

    private TaskSettings settings() {
        return new Workers(job, store.jdbc()).settings(request.worker());
    }
}
