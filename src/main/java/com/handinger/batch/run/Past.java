package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerHistory;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.Taken;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the ledger of a job knows of earlier runs, without owning it.
 *
 * @param standing how the last run compares with what would start now; null without one
 * @param finished whether the run that would go on has nothing left to do
 * @param left rows that the next start would send, none when it would be refused; null when it would begin a run
 * @param spent credits of the run that goes on
 * @param taken what earlier tasks took
 * @param letThrough as in {@link LedgerHistory#letThrough}
 * @param silence why nothing is known of earlier tasks
 * @param held whether another process works on the ledger
 * @param worker id of the job's worker; null while none is known
 */
record Past(
        @Nullable String standing,
        boolean finished,
        @Nullable Long left,
        long spent,
        List<Taken> taken,
        @Nullable Double letThrough,
        String silence,
        boolean held,
        @Nullable String worker) {

    private static final String NO_TASKS = "unknown: no task of this worker and budget has ended at this server yet";
    private static final int SEEN = 10_000;

    /** Reads; a ledger that is held or broken is said, and nothing worse comes of it. */
    static Past read(JobFile job, @Nullable String runId, String fingerprint) throws RunException {
        Past past = seen(job, runId, fingerprint);
        return past.worker == null ? past.by(job.worker().id()) : past;
    }

    private Past by(@Nullable String id) {
        return new Past(standing, finished, left, spent, taken, letThrough, silence, held, id);
    }

    private static Past seen(JobFile job, @Nullable String runId, String fingerprint) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            return nothing(null, NO_TASKS);
        }
        try (Connection connection = location.readOnly()) {
            return read(job, runId, fingerprint, new SingleConnectionDataSource(connection, true));
        } catch (SQLException | DataAccessException e) {
            if (e instanceof SQLException sql && OpenStore.inUse(sql)) {
                return held(location);
            }
            return nothing(null, "unknown: " + location.shown() + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private static Past nothing(@Nullable String standing, String silence) {
        return new Past(standing, false, null, 0, List.of(), null, silence, false, null);
    }

    /** The same where a start would be refused. */
    private Past refused(String why) {
        return new Past(why, true, 0L, spent, taken, letThrough, silence, held, worker);
    }

    private static Past held(StoreLocation location) {
        OwnerStatus owner = new OwnerFiles(location).live(Instant.now());
        if (owner == null) {
            return held("another process holds the ledger");
        }
        OwnerStatus.Work work = owner.work();
        String standing = owner.who() + " works on it"
                + (work == null || work.rows() == null
                        ? ""
                        : ": " + work.rows().completed() + " of "
                                + Counted.of(work.rows().total(), "row") + " completed, "
                                + Counted.of(work.creditsSpent(), "credit") + " spent");
        return held(standing);
    }

    private static Past held(String standing) {
        return new Past(
                standing,
                false,
                null,
                0,
                List.of(),
                null,
                "unknown while another process holds the ledger",
                true,
                null);
    }

    private static Past read(
            JobFile job, @Nullable String runId, String fingerprint, SingleConnectionDataSource source) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        LedgerRuns runs = new LedgerRuns(jdbc);
        Workers workers = new Workers(job, jdbc);
        TaskSettings settings = workers.settings();
        String worker = workers.id(settings);
        LedgerHistory history = new LedgerHistory(jdbc);
        List<Taken> taken = history.taken(job.api().identity(), settings, SEEN);
        Double letThrough = history.letThrough(job.api().identity());
        RunRecord last = runId == null ? runs.latest(job.name(), job.api().sandbox()) : runs.find(job.name(), runId);
        if (last == null || !last.baseUrl().equals(job.api().identity())) {
            boolean gone = runId != null && LedgerPrunes.pruned(jdbc, job.name(), runId);
            Past none = new Past(null, false, null, 0, taken, letThrough, NO_TASKS, false, worker);
            return gone ? none.refused("run " + runId + " was pruned: run refuses its name (exit 8)") : none;
        }
        boolean same = sameInput(last, job, fingerprint)
                && runs.settings(last.settingsNo()).equals(settings);
        Ledger ledger = new Ledger(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)));
        RowCounts counts = ledger.counts(last, RowRange.ALL);
        return new Past(
                compared(last, same, counts.open(), counts.total()),
                same && last.state() == RunRecord.State.FINISHED,
                same ? counts.of(RowState.PENDING) : null,
                same ? ledger.spent(last).credits() : 0,
                taken,
                letThrough,
                NO_TASKS,
                false,
                worker);
    }

    private static boolean sameInput(RunRecord last, JobFile job, String fingerprint) {
        return last.input().fingerprint().equals(fingerprint)
                && last.input().settings().equals(InputLoading.settings(job));
    }

    /** A run that there was before, and how it compares. */
    private static String compared(RunRecord last, boolean same, long open, long total) {
        if (!same) {
            return "the input or the task settings are not those of run " + last.id()
                    + ": where rows are the same, run says what changed and what each choice costs (exit 8), such as"
                    + " --accept-changes, which sends new and changed rows only. What follows is for all rows";
        }
        return last.state() == RunRecord.State.FINISHED
                ? "run " + last.id() + " has finished with this input: there is nothing to send"
                : "run " + last.id() + " goes on: " + (total - open) + " of " + Counted.of(total, "row is", "rows are")
                        + " done";
    }
}
