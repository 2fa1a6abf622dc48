package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerHistory;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds the last run of a job in a ledger that is only read, and compares it with an input, as a start would. */
final class LastRunSearch {

    private final JobFile job;
    private final @Nullable String runId;
    private final JdbcTemplate jdbc;
    private final LedgerRuns runs;
    private final LedgerHistory history;
    private final Ledger ledger;
    private final TaskSettings settings;

    LastRunSearch(JobFile job, @Nullable String runId, JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.job = job;
        this.runId = runId;
        this.jdbc = jdbc;
        runs = new LedgerRuns(jdbc);
        history = new LedgerHistory(jdbc);
        ledger = new Ledger(jdbc, transactions);
        settings = new Workers(job, jdbc).settings();
    }

    private @Nullable RunRecord last() {
        RunRecord last = runId == null ? runs.latest(job.name(), job.api().sandbox()) : runs.find(job.name(), runId);
        return last == null || !last.baseUrl().equals(job.api().identity()) ? null : last;
    }

    KeptRows kept() {
        RunRecord last = last();
        TaskSettings before = last == null ? null : runs.settings(last.settingsNo());
        return last == null || before == null || !ofOneKind(before)
                ? KeptRows.none()
                : KeptRows.of(history, last, before, settings);
    }

    /**
     * How it compares.
     *
     * @param fingerprint of the input
     * @param rows of the input that can be sent
     */
    LastRun compare(String fingerprint, RowMarks rows) {
        RunRecord last = last();
        if (last == null) {
            boolean gone = runId != null && LedgerPrunes.pruned(jdbc, job.name(), runId);
            return gone
                    ? LastRun.refused("run " + runId + " was pruned: run refuses its name (exit 8)")
                    : LastRun.none(null);
        }
        TaskSettings before = runs.settings(last.settingsNo());
        if (before.equals(settings) && sameInput(last, fingerprint)) {
            return goingOn(last);
        }
        Comparison now = Comparison.of(history, last, rows, new KeptRows(rows, KeptRows.plain(before, settings)));
        return before.equals(settings) ? otherInput(last, before, now) : asking(last, before, now);
    }

    private LastRun otherInput(RunRecord last, TaskSettings before, Comparison now) {
        if (now.none()) {
            return goingOn(last);
        }
        boolean over = last.state() == RunRecord.State.FINISHED;
        return runId == null && !now.alike && over
                ? LastRun.none("run " + last.id()
                        + " has finished and has no row in common with this input: run begins a new one")
                : asking(last, before, now);
    }

    private boolean ofOneKind(TaskSettings before) {
        return (before.when() == null) == (settings.when() == null);
    }

    private LastRun goingOn(RunRecord last) {
        RowCounts counts = ledger.counts(last, RowRange.ALL);
        boolean over = last.state() == RunRecord.State.FINISHED;
        String words = over
                ? "run " + last.id() + " has finished with this input: there is nothing to send"
                : "run " + last.id() + " goes on: " + (counts.total() - counts.open()) + " of "
                        + Counted.of(counts.total(), "row is", "rows are") + " done";
        return new LastRun(last, words, over, counts.of(RowState.PENDING), spent(last), null);
    }

    private long spent(RunRecord last) {
        return ledger.spent(last).credits() + new LedgerPrices(jdbc).reserved(last);
    }

    private LastRun asking(RunRecord last, TaskSettings before, Comparison now) {
        boolean acceptable = ofOneKind(before);
        Ledger.Spent spent = ledger.spent(last);
        boolean open = last.state() == RunRecord.State.OPEN;
        ChangeChoices choices = new ChangeChoices(
                open,
                runId != null,
                before.equals(settings),
                spent.paidTasks() == 0 ? null : Double.valueOf(spent.each()),
                "row");
        long toSend = now.rows - now.same + now.waiting;
        ChangeChoices.Rows rows = new ChangeChoices.Rows(
                toSend, now.rows, open ? ledger.counts(last, RowRange.ALL).of(RowState.PENDING) : 0);
        return new LastRun(
                acceptable ? last : null,
                words(last, before, now, acceptable),
                false,
                acceptable ? toSend : now.rows,
                acceptable ? spent(last) : 0,
                new LastRun.Asking(choices, rows, acceptable));
    }

    private String words(RunRecord last, TaskSettings before, Comparison now, boolean acceptable) {
        String has = now.same + " of the " + Counted.of(now.rows, "row") + " as they are; "
                + Counted.of(now.rows - now.same, "is", "are") + " new or changed";
        String changed = SettingsChanges.of(before, settings).stream()
                .map(TextChange::name)
                .collect(Collectors.joining(", "));
        return (changed.isEmpty()
                        ? "run " + last.id() + " has "
                        : "the task settings are not those of run " + last.id() + " (" + changed + "), which has ")
                + has + ", and run asks what to do (exit 8). What follows is for "
                + (acceptable
                        ? "--accept-changes, which sends what is new, changed or left"
                        : "--new: a run makes schedules or tasks that run at once, and never both");
    }

    private boolean sameInput(RunRecord last, String fingerprint) {
        return last.input().fingerprint().equals(fingerprint)
                && last.input().settings().equals(InputLoading.settings(job));
    }

    /**
     * Rows of an input that a run has as they are.
     *
     * @param waiting how many of them are still to be sent
     * @param alike whether any row of the run has the content of one of the input
     * @param before rows of the run
     * @param rows of the input
     */
    private record Comparison(long same, long waiting, boolean alike, long before, long rows) {

        /** Whether nothing but the order is different. */
        boolean none() {
            return same == rows && same == before && rows > 0;
        }

        static Comparison of(LedgerHistory history, RunRecord run, RowMarks rows, KeptRows compared) {
            long[] counts = new long[4];
            if (rows.size() == 0) {
                return new Comparison(0, 0, true, 0, 0);
            }
            history.rows(run, (key, digest, state) -> {
                boolean same = compared.has(key, digest);
                counts[0] += same ? 1 : 0;
                counts[1] += same && state == RowState.PENDING ? 1 : 0;
                counts[2] += rows.hasContent(compared.digest(digest)) ? 1 : 0;
                counts[3]++;
            });
            return new Comparison(counts[0], counts[1], counts[2] > 0, counts[3], rows.size());
        }
    }
}
