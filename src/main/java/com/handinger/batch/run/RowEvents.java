package com.handinger.batch.run;

import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.dispatch.Wait;
import com.handinger.batch.ledger.LedgerReader;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.progress.Journal;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.StopCause;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to a start and to its rows, beyond the usual. For one thread. */
final class RowEvents {

    /** After an accident all rows have the same to tell: so many lines of each kind are enough. */
    private static final int MOST_ALIKE = 100;

    private static final int FIRST = 20;

    private final Journal journal;
    private final LedgerReader reader;

    /** Rows whose send of this start has an unknown outcome: as many as are in flight at most. */
    private final Set<Long> doubted = new HashSet<>();

    private final Map<String, Integer> lines = new HashMap<>();

    private boolean outage;
    private boolean stopping;
    private int cuts;

    RowEvents(Journal journal, LedgerReader reader) {
        this.journal = journal;
        this.reader = reader;
    }

    /** How it stands now. */
    void tick(DispatchState state, PaceReport pace, long now, LocalTime wall) {
        Wait wait = state.waiting();
        boolean away = state.waitsFor(Wait.Reason.OUTAGE);
        // A start that gives up knows nothing of a server that is back.
        if (away != outage && (away || state.stop() == null)) {
            outage = away;
            journal.warn(away ? "outage" : "outage_over", "waiting", wait == null ? null : wait.text(now, wall));
        }
        if (pace.cuts() != cuts) {
            journal.warn(
                    "rate_limited",
                    "refusals",
                    pace.cuts(),
                    "tasks_in_flight",
                    pace.tasks().last(),
                    "requests_per_minute",
                    pace.requests().last(),
                    "reason",
                    Objects.requireNonNullElse(
                            pace.requests().lastCut(),
                            String.valueOf(pace.tasks().lastCut())));
            cuts = pace.cuts();
        }
        StopCause stop = state.stop();
        if (stop != null && !stopping) {
            stopping = true;
            journal.info("stopping", "cause", stop.kind().name().toLowerCase(Locale.ROOT), "reason", stop.message());
        }
    }

    /** Rows that an earlier start left between its intent to send and an answer. */
    void left(RunRecord run) {
        long count = reader.leftInDoubt(run);
        if (count > 0) {
            journal.warn("rows_left_in_doubt", "rows", count);
            reader.leftInDoubt(run, FIRST).forEach(row -> log(true, "row_in_doubt", row));
        }
    }

    /** The ledger has noted these changes. */
    void committed(List<Change> changes) {
        tell(changes);
        changes.forEach(this::forget);
    }

    private void tell(List<Change> changes) {
        List<Change> told = changes.stream().filter(this::told).toList();
        if (told.isEmpty()) {
            return;
        }
        List<Long> ids = told.stream().map(Change::rowId).toList();
        List<LedgerRow> rows = reader.rows(ids);
        for (int i = 0; i < told.size() && rows.size() == told.size(); i++) {
            tell(told.get(i), rows.get(i));
        }
    }

    private void forget(Change change) {
        if (change instanceof Change.Settled || change instanceof Change.Released || change instanceof Change.Anew) {
            doubted.remove(change.rowId());
        }
    }

    private boolean told(Change change) {
        if (change instanceof Change.Settled settled) {
            return settled.outcome().error() != null || journal.detailed();
        }
        if (change instanceof Change.Running running) {
            return running.kept() == null || journal.detailed();
        }
        return !(change instanceof Change.Sent) || journal.detailed();
    }

    private void tell(Change change, LedgerRow row) {
        if (change instanceof Change.Settled settled) {
            settled(settled.outcome(), row);
        } else if (change instanceof Change.Doubted) {
            doubted.add(change.rowId());
            log(true, "row_in_doubt", row);
        } else if (change instanceof Change.Resending again) {
            // Of what an earlier process left behind nobody knows whether it was ever sent.
            boolean here = doubted.contains(change.rowId());
            log(true, here ? "row_sent_again" : "row_sent_after_look", row, "sends", again.sends());
        } else if (change instanceof Change.Running running) {
            String name = running.kept() == null ? "row_found" : "row_accepted";
            log(running.kept() == null, name, row);
        } else if (change instanceof Change.Sent) {
            log(false, "row_sent", row);
        } else {
            log(true, change instanceof Change.Anew ? "row_opened_anew" : "row_given_back", row);
        }
    }

    private void log(boolean always, String name, LedgerRow row, @Nullable Object... more) {
        if (!always) {
            journal.debug(name, about(row, more));
            return;
        }
        int before = lines.merge(name, 1, Integer::sum) - 1;
        if (before < MOST_ALIKE || journal.detailed()) {
            journal.info(name, about(row, more));
        } else if (before == MOST_ALIKE) {
            journal.info("rows_left_out", "event", name, "after", MOST_ALIKE);
        }
    }

    private void settled(Outcome outcome, LedgerRow row) {
        RowError error = outcome.error();
        if (error == null) {
            journal.debug("row_completed", about(row, "credits", outcome.credits()));
            return;
        }
        journal.warn(
                "row_" + outcome.state().name().toLowerCase(Locale.ROOT),
                about(row, "class", error.kind(), "status", error.status(), "message", error.message()));
    }

    /** The fields of an event of a row, and those of its own. */
    private static @Nullable Object[] about(LedgerRow row, @Nullable Object... more) {
        List<@Nullable Object> fields = new ArrayList<>();
        Collections.addAll(fields, "row", row.number(), "key", row.key(), "task_id", row.taskId());
        Collections.addAll(fields, more);
        return fields.toArray();
    }
}
