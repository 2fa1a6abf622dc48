package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.InputChange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The questions that only a person can answer, with what each answer costs. Nothing was sent when they are asked. */
final class Decisions {

    private final RunRequest request;
    private final Ledger ledger;

    Decisions(RunRequest request, OpenStore store) {
        this.request = request;
        ledger = new Ledger(store.jdbc(), store.transactions());
    }

    RunException changed(RunRecord last, InputChange change, boolean sameSettings) {
        RowCounts counts = ledger.counts(last, RowRange.ALL);
        long accepted = change.added() + change.changed() + counts.of(RowState.PENDING);
        long all = change.same() + change.changed() + change.added() + change.returned();
        return new RunException(
                ExitCode.DECISION,
                "Since run " + last.id() + " (" + state(last) + ") this changed: " + describe(change, sameSettings)
                        + ".\nNothing was sent. Choose:\n"
                        + "  " + request.command() + " --accept-changes\n"
                        + "      goes on with that run and sends " + rows(accepted) + price(last, accepted)
                        + "; what is paid stays paid" + (sameSettings ? "" : ", whatever settings it was made with")
                        + "\n"
                        + "  " + request.command() + " --new" + (open(last) ? " --abandon" : "") + "\n"
                        + "      " + (open(last) ? "gives that run up and " : "") + "buys all " + rows(all) + " anew"
                        + price(last, all) + "\n"
                        + (open(last)
                                ? "  " + request.command()
                                        + " --resume\n      finishes that run as it was loaded: sends "
                                        + rows(counts.of(RowState.PENDING))
                                        + price(last, counts.of(RowState.PENDING)) + "\n"
                                : ""));
    }

    RunException otherServer(RunRecord last) {
        return new RunException(
                ExitCode.DECISION,
                "Run " + last.id() + " belongs to " + last.baseUrl() + ", and this job file says "
                        + request.job().api().identity()
                        + ". A run never changes its server. Nothing was sent.\n"
                        + "Set api.baseUrl back, or say --new" + (open(last) ? " --abandon" : "")
                        + " to buy all rows at the new address.");
    }

    RunException unfinished(RunRecord last) {
        RowCounts counts = ledger.counts(last, RowRange.ALL);
        return new RunException(
                ExitCode.DECISION,
                "--new: run " + last.id() + " is not finished (" + counts.settled() + " of " + counts.total()
                        + " rows done). Nothing was sent.\nContinue it with"
                        + (request.runId() == null
                                ? ":\n  " + request.command()
                                : " --run-id " + last.id() + " and without --new,")
                        + "\nor give it up and buy all rows anew with:\n  " + request.command() + " --new --abandon");
    }

    /** What is different, in one phrase. */
    static String describe(InputChange change, boolean sameSettings) {
        List<String> parts = new ArrayList<>();
        add(parts, change.added(), "added");
        add(parts, change.changed(), "changed");
        add(parts, change.removed(), "removed");
        add(parts, change.returned(), "came back");
        if (change.rejectedNow() != change.rejectedBefore()) {
            parts.add(change.rejectedNow() + " instead of " + change.rejectedBefore() + " rejected");
        } else if (!change.rejectedSame()) {
            parts.add("the rejected rows are others");
        }
        if (!sameSettings) {
            parts.add("the task settings (worker, task.input or task.budget)");
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(rows(count) + " " + what);
        }
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    private String price(RunRecord last, long rows) {
        Ledger.Spent spent = ledger.spent(last);
        if (rows == 0) {
            return "";
        }
        if (spent.paidTasks() == 0) {
            return " (credits unknown: no task of that run has ended)";
        }
        double each = (double) spent.credits() / spent.paidTasks();
        return String.format(
                Locale.ROOT, " (about %d credits, at %.1f a task so far)", Math.round(Math.ceil(each * rows)), each);
    }

    private static boolean open(RunRecord last) {
        return last.state() == RunRecord.State.OPEN;
    }

    private static String state(RunRecord last) {
        return open(last) ? "not finished" : "finished";
    }
}
