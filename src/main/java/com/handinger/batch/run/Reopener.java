package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerReopening;
import com.handinger.batch.ledger.LedgerReopening.Ended;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.ServerTable;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens rows of a run again, and says what that will do. Nothing is sent here. */
final class Reopener {

    private final JobFile job;
    private final OpenStore store;
    private final Console console;
    private final LedgerReopening rows;
    private final boolean unnamed;

    /** @param unnamed whether tasks are sent without ids of ours */
    Reopener(JobFile job, OpenStore store, Console console, boolean unnamed) {
        this.job = job;
        this.unnamed = unnamed;
        this.store = store;
        this.console = console;
        rows = new LedgerReopening(store.jdbc(), store.transactions());
    }

    /**
     * The run with its rows opened, in one step.
     *
     * @throws RunException exit 2 when the choice of rows is wrong: nothing was changed
     */
    RunChooser.Chosen open(RunChooser.Chosen chosen, Reopening reopening) throws RunException {
        if (reopening instanceof Reopening.Retry retry) {
            return new RunChooser.Chosen(retry(chosen.run(), retry), true);
        }
        if (reopening instanceof Reopening.Resolve resolve) {
            return new RunChooser.Chosen(resolve(chosen.run(), resolve), true);
        }
        return chosen;
    }

    private RunRecord retry(RunRecord run, Reopening.Retry retry) throws RunException {
        long left = rows.open(run);
        if (left > 0) {
            console.say("Goes on with " + count(left, "row")
                    + " opened again by a start that did not come to its end. Rows that failed since then are for the next"
                    + " retry.");
            return run;
        }
        List<Ended> chosen = withoutBlind(run, chosen(run, retry), retry);
        if (chosen.isEmpty()) {
            console.say("None of the rows is " + words(retry.statuses()) + ".");
            return run;
        }
        warnOfOtherSettings(run);
        long looked = chosen.stream().filter(Ended::toBeLookedAt).count();
        long repaired =
                retry.fresh() ? 0 : chosen.stream().filter(Reopener::unusable).count();
        console.say("Opened again: " + count(chosen.size(), "row") + ", "
                + Counted.of(chosen.size() - looked - repaired, "as a new task", "as new tasks") + " at once, "
                + looked + " after a look at the task that " + (looked == 1 ? "it" : "they") + " had"
                + (repaired == 0
                        ? ""
                        : ", " + repaired + " to be repaired by a further turn of " + (repaired == 1 ? "its" : "their")
                                + " own task")
                + price(run, chosen) + ".");
        return rows.retry(run, chosen, retry.fresh() ? Ruling.FRESH_ATTEMPT : Ruling.NEW_ATTEMPT);
    }

    /** Rows that nobody can look up are bought again only where that very case was ordered. */
    private List<Ended> withoutBlind(RunRecord run, List<Ended> chosen, Reopening.Retry retry) {
        if (retry.fresh()) {
            return chosen;
        }
        // Where no ids are kept, or looked at, the task of a row looks absent whatever became of it.
        boolean blind =
                unnamed || new ServerTable(store.jdbc()).habits(run.baseUrl()).ignored();
        List<Ended> seen = chosen.stream()
                .filter(row -> !row.blind() && !(blind && row.mayBeTaken()))
                .toList();
        if (seen.size() < chosen.size()) {
            console.warn(
                    count(chosen.size() - seen.size(), "row")
                            + " left alone: sent without an id (--no-client-ids), or to a server that keeps none, so that nobody can"
                            + " find out whether it took the task; retry --fresh sends such rows again, and may buy them twice");
        }
        return repairable(seen);
    }

    private List<Ended> repairable(List<Ended> chosen) {
        List<Ended> repairable =
                chosen.stream().filter(row -> !beyondRepair(row)).toList();
        if (repairable.size() < chosen.size()) {
            console.warn(count(chosen.size() - repairable.size(), "unusable row")
                    + " left alone: sent without an id (--no-client-ids), so that no further turn can repair the answer;"
                    + " retry --status unusable --fresh buys new tasks");
        }
        return repairable;
    }

    private List<Ended> chosen(RunRecord run, Reopening.Retry retry) throws RunException {
        KeyFile keys = retry.keys() == null ? null : KeyFile.read(retry.keys());
        List<Ended> chosen = new ArrayList<>();
        rows.rows(run, row -> {
            boolean named = keys == null || keys.names(row);
            if (named && wanted(row, retry.statuses())) {
                chosen.add(row);
            } else if (named && keys != null) {
                keys.leftOut(row);
            }
        });
        if (keys != null) {
            keys.refuseUnknown(run);
            String remark = keys.remark(words(retry.statuses()));
            if (remark != null) {
                console.say(remark);
            }
        }
        return chosen;
    }

    private static boolean beyondRepair(Ended row) {
        return unusable(row) && row.unnamed();
    }

    private static boolean unusable(Ended row) {
        return row.state() == RowState.UNUSABLE;
    }

    private static boolean wanted(Ended row, Set<Reopening.Status> statuses) {
        return switch (row.state()) {
            case FAILED -> statuses.contains(Reopening.Status.FAILED);
            case UNUSABLE -> statuses.contains(Reopening.Status.UNUSABLE);
            default -> false;
        };
    }

    private static String words(Set<Reopening.Status> statuses) {
        return statuses.stream()
                .sorted()
                .map(status -> status.name().toLowerCase(Locale.ROOT))
                .reduce((a, b) -> a + " or " + b)
                .orElse("");
    }

    private void warnOfOtherSettings(RunRecord run) {
        TaskSettings now = new Workers(job, store.jdbc()).settings();
        if (!new LedgerRuns(store.jdbc()).settings(run.settingsNo()).equals(now)) {
            console.warn(
                    "The worker, task.input, task.budget, task.files or task.continues of the job file are not those of the run: the rows are"
                            + " made from those of the run. To use the new ones, say run --accept-changes first.");
        }
    }

    private String price(RunRecord run, List<Ended> chosen) {
        Ledger.Spent spent = new Ledger(store.jdbc(), store.transactions()).spent(run);
        if (spent.paidTasks() == 0) {
            return "";
        }
        double each = spent.each();
        return String.format(
                Locale.ROOT,
                "; about %d credits, at %.1f a task so far",
                Math.round(Math.ceil(each * chosen.size())),
                each);
    }

    private RunRecord resolve(RunRecord run, Reopening.Resolve resolve) throws RunException {
        Ended row = find(run, resolve.key());
        String name = "row " + row.number() + " (key " + resolve.key() + ")";
        Ruling standing = row.ruling();
        if (row.reopened() && standing != null && standing != ruling(resolve.choice())) {
            throw new RunException(
                    ExitCode.USAGE,
                    name + " was opened again before, and that order is not carried out yet: " + said(standing)
                            + ". Nothing was changed. Let run JOB carry it out, then resolve the row if it is held again");
        }
        if (row.reopened()) {
            console.say("Goes on with " + name + ", which was opened again before.");
            return run;
        }
        if (!row.unresolved()) {
            throw new RunException(
                    ExitCode.USAGE,
                    name + " is not held: it is " + state(row)
                            + ". Nothing was changed, and nothing was sent. resolve is"
                            + " for rows that failed as unresolved; failed.jsonl lists them");
        }
        if (row.unnamed()) {
            throw new RunException(
                    ExitCode.USAGE,
                    name + " was sent without an id (--no-client-ids): it cannot be looked up, so there is nothing to"
                            + " resolve. Nothing was changed. It stays failed; retry --fresh sends it again, and may buy"
                            + " it twice");
        }
        return rows.resolve(run, row, ruling(resolve.choice()));
    }

    private static String state(Ended row) {
        String kind = row.errorKind();
        if (!row.state().settled()) {
            return row.state().word() + ", and its end is still to come";
        }
        return row.state().word()
                + (kind == null || row.state() == RowState.REJECTED ? "" : " (" + kind + ": " + row.message() + ")");
    }

    private Ended find(RunRecord run, String key) throws RunException {
        List<Ended> found = new ArrayList<>();
        rows.rows(run, row -> {
            // Of several rows with one key all but the first were rejected.
            if (key.equals(row.key()) && found.isEmpty()) {
                found.add(row);
            }
        });
        if (found.isEmpty()) {
            throw new RunException(
                    ExitCode.USAGE,
                    "no row of run " + run.id() + " has the key " + key + ". Nothing was changed, and nothing was sent."
                            + " results.csv has the key of every row");
        }
        return found.get(0);
    }

    private static String said(Ruling ruling) {
        return switch (ruling) {
            case NEW_ATTEMPT -> "retry";
            case FRESH_ATTEMPT -> "retry --fresh";
            case SEND_ONCE -> "resolve --resend";
            case ADOPT -> "resolve --adopt";
            case GIVE_UP -> "resolve --give-up";
        };
    }

    private static Ruling ruling(Reopening.Choice choice) {
        return switch (choice) {
            case ADOPT -> Ruling.ADOPT;
            case RESEND -> Ruling.SEND_ONCE;
            case GIVE_UP -> Ruling.GIVE_UP;
        };
    }

    /** How a row that was resolved stands after the start; null when there was none. */
    @Nullable
    String verdict(RunRecord run, Reopening reopening) throws RunException {
        return reopening instanceof Reopening.Resolve resolve
                ? "Row " + resolve.key() + " is " + state(find(run, resolve.key()))
                : null;
    }

    private static String count(long count, String what) {
        return Counted.of(count, what);
    }
}
