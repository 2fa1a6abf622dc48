package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.ChangeDetails;
import com.handinger.batch.ledger.InputChange;
import com.handinger.batch.ledger.InputMerge;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** The questions that only a person can answer, with what each answer costs. Nothing was sent when they are asked. */
final class Decisions {

    private static final int LONGEST_KEY = 40;

    private final RunRequest request;
    private final Ledger ledger;
    private final LedgerRuns runs;
    private final InputMerge merge;

    Decisions(RunRequest request, OpenStore store) {
        this.request = request;
        ledger = new Ledger(store.jdbc(), store.transactions());
        runs = new LedgerRuns(store.jdbc());
        merge = new InputMerge(store.jdbc(), store.transactions());
    }

    /** The input or the task settings changed: {@code candidate} is what would be taken over. */
    RunException changed(RunRecord last, RunRecord candidate, InputChange change) {
        boolean sameSettings = last.settingsNo() == candidate.settingsNo();
        ChangeDetails details = merge.details(last.number(), candidate.number(), request.rows());
        long left = ledger.counts(last, request.rows()).of(RowState.PENDING);
        StringJoiner text = new StringJoiner("\n");
        text.add("Since run " + last.id() + " (" + state(last) + ") this changed: " + describe(change, sameSettings)
                + ".");
        settings(last, candidate).forEach(line -> text.add("  " + line));
        examples(text, "changed", details.changed());
        examples(text, "added", details.added());
        examples(text, "removed", details.removed());
        text.add("Nothing was sent. "
                + (last.sandbox() ? "The sandbox takes no money: with --new it begins afresh. " : "")
                + "Choose:");
        Ledger.Spent spent = ledger.spent(last);
        String row = request.rows().equals(RowRange.ALL) ? "row" : "selected row";
        new ChangeChoices(
                        open(last),
                        request.runId() != null,
                        sameSettings,
                        spent.paidTasks() == 0 ? null : Double.valueOf(spent.each()),
                        row)
                .of(request.command(), new ChangeChoices.Rows(details.toSend(), details.toBuy(), left))
                .forEach(choice -> text.add("  " + choice.command()).add("      " + choice.does()));
        return new RunException(ExitCode.DECISION, text.toString()).about(last.id());
    }

    private List<TextChange> settings(RunRecord last, RunRecord candidate) {
        TextChange reading = new TextChange(
                "how the input is read",
                last.input().settings(),
                candidate.input().settings());
        return Stream.concat(
                        SettingsChanges.of(runs.settings(last.settingsNo()), runs.settings(candidate.settingsNo()))
                                .stream(),
                        Stream.of(reading).filter(TextChange::any))
                .toList();
    }

    private static void examples(StringJoiner text, String what, ChangeDetails.Some some) {
        if (some.count() > 0) {
            StringJoiner names = new StringJoiner(", ", "  rows " + what + ": ", "");
            some.first()
                    .forEach(row ->
                            names.add(TextChange.shortened(row.key(), LONGEST_KEY) + " (line " + row.line() + ")"));
            long more = some.count() - some.first().size();
            if (more > 0) {
                names.add("and " + more + " more");
            }
            text.add(names.toString());
        }
    }

    RunException otherServer(RunRecord last) {
        return new RunException(
                        ExitCode.DECISION,
                        "Run " + last.id() + " belongs to " + last.baseUrl() + ", and this job file says "
                                + request.job().api().identity()
                                + ". A run never changes its server. Nothing was sent.\n"
                                + (request.rows().reopened()
                                        ? "Set api.baseUrl back: there is nothing of this job at the new address yet."
                                        : "Set api.baseUrl back, or say --new" + (open(last) ? " --abandon" : "")
                                                + " to buy all rows at the new address."))
                .about(last.id());
    }

    RunException unfinished(RunRecord last) {
        RowCounts counts = ledger.counts(last, RowRange.ALL);
        return new RunException(
                        ExitCode.DECISION,
                        "--new: run " + last.id() + " is not finished (" + counts.settled() + " of "
                                + rows(counts.total()) + " done). Nothing was sent.\nContinue it with"
                                + (request.runId() == null
                                        ? ":\n  " + request.command() + onItsServer(last)
                                        : " --run-id " + last.id() + " and without --new,")
                                + "\nor give it up and buy all rows anew with:\n  " + request.command()
                                + " --new --abandon")
                .about(last.id());
    }

    /** What the command lacks when the job file, or the environment, names another server than that of the run. */
    private String onItsServer(RunRecord last) {
        if (last.baseUrl().equals(request.job().api().identity())) {
            return "";
        }
        return last.sandbox() ? " --sandbox" : " --set api.baseUrl=" + last.baseUrl();
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
            parts.add("the task settings (worker, task.input, task.budget, task.files or task.continues)");
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(rows(count) + " " + what);
        }
    }

    private static String rows(long count) {
        return Counted.of(count, "row");
    }

    private static boolean open(RunRecord last) {
        return last.state() == RunRecord.State.OPEN;
    }

    private static String state(RunRecord last) {
        return open(last) ? "not finished" : "finished";
    }
}
