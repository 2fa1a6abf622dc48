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
 * @param option what the command that begins or continues needs besides; may be empty
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
        @Nullable String worker,
        String option) {

    private static final String NO_TASKS = "unknown: no task of this worker and budget has ended at this server yet";
    private static final int SEEN = 10_000;

    /** Reads; a ledger that is held or broken is said, and nothing worse comes of it. */
    static Past read(JobFile job, @Nullable String runId, String fingerprint, RowMarks rows) throws RunException {
        Past past = seen(job, runId, fingerprint, rows);
        return past.worker == null ? past.by(job.worker().id()) : past;
    }

    private Past by(@Nullable String id) {
        return new Past(standing, finished, left, spent, taken, letThrough, silence, held, id, option);
    }

    private static Past seen(JobFile job, @Nullable String runId, String fingerprint, RowMarks rows)
            throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            return nothing(null, NO_TASKS);
        }
        try (Connection connection = location.readOnly()) {
            return read(job, runId, fingerprint, rows, new SingleConnectionDataSource(connection, true));
        } catch (SQLException | DataAccessException e) {
            if (e instanceof SQLException sql && OpenStore.inUse(sql)) {
                return held(location);
            }
            return nothing(null, "unknown: " + location.shown() + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private static Past nothing(@Nullable String standing, String silence) {
        return new Past(standing, false, null, 0, List.of(), null, silence, false, null, "");
    }

    /** The same where a start would be refused. */
    private Past refused(String why) {
        return new Past(why, true, 0L, spent, taken, letThrough, silence, held, worker, "");
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
                null,
                "");
    }

    private static Past read(
            JobFile job, @Nullable String runId, String fingerprint, RowMarks rows, SingleConnectionDataSource source) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        LedgerRuns runs = new LedgerRuns(jdbc);
        Workers workers = new Workers(job, jdbc);
        TaskSettings settings = workers.settings();
        LedgerHistory history = new LedgerHistory(jdbc);
        Past none = new Past(
                null,
                false,
                null,
                0,
                history.taken(job.api().identity(), settings, SEEN),
                history.letThrough(job.api().identity()),
                NO_TASKS,
                false,
                workers.id(settings),
                "");
        RunRecord last = runId == null ? runs.latest(job.name(), job.api().sandbox()) : runs.find(job.name(), runId);
        if (last == null || !last.baseUrl().equals(job.api().identity())) {
            boolean gone = runId != null && LedgerPrunes.pruned(jdbc, job.name(), runId);
            return gone ? none.refused("run " + runId + " was pruned: run refuses its name (exit 8)") : none;
        }
        if (!runs.settings(last.settingsNo()).equals(settings)) {
            return none.standing("the task settings are not those of run " + last.id()
                    + ": where rows are the same, run says what changed and what each choice costs (exit 8), such as"
                    + " --accept-changes, which sends new and changed rows only. What follows is for all rows");
        }
        Ledger ledger = new Ledger(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)));
        long spent = ledger.spent(last).credits();
        Comparison now = sameInput(last, job, fingerprint) ? null : Comparison.of(history, last, rows);
        return now == null || now.none()
                ? none.goingOn(last, ledger.counts(last, RowRange.ALL), spent)
                : none.compared(last, now, runId == null, spent);
    }

    private Past standing(String words) {
        return new Past(words, finished, left, spent, taken, letThrough, silence, held, worker, option);
    }

    private Past goingOn(RunRecord last, RowCounts counts, long credits) {
        boolean over = last.state() == RunRecord.State.FINISHED;
        String words = over
                ? "run " + last.id() + " has finished with this input: there is nothing to send"
                : "run " + last.id() + " goes on: " + (counts.total() - counts.open()) + " of "
                        + Counted.of(counts.total(), "row is", "rows are") + " done";
        return new Past(
                words, over, counts.of(RowState.PENDING), credits, taken, letThrough, silence, held, worker, "");
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

        static Comparison of(LedgerHistory history, RunRecord run, RowMarks rows) {
            long[] counts = new long[4];
            if (rows.size() == 0) {
                return new Comparison(0, 0, true, 0, 0);
            }
            history.rows(run, (key, digest, state) -> {
                boolean same = rows.hasRow(key, digest);
                counts[0] += same ? 1 : 0;
                counts[1] += same && state == RowState.PENDING ? 1 : 0;
                counts[2] += rows.hasContent(digest) ? 1 : 0;
                counts[3]++;
            });
            return new Comparison(counts[0], counts[1], counts[2] > 0, counts[3], rows.size());
        }
    }

    private Past compared(RunRecord last, Comparison now, boolean unnamed, long credits) {
        if (unnamed && !now.alike && last.state() == RunRecord.State.FINISHED) {
            return standing("run " + last.id() + " has finished and has no row in common with this input: run begins a"
                    + " new one");
        }
        String words = "run " + last.id() + " has " + now.same + " of the "
                + Counted.of(now.rows, "row") + " as they are; " + Counted.of(now.rows - now.same, "is", "are")
                + " new or changed, and run"
                + " asks what to do (exit 8). What follows is for --accept-changes, which sends these and what is left;"
                + " --new buys all of them";
        return new Past(
                words,
                false,
                now.rows - now.same + now.waiting,
                credits,
                taken,
                letThrough,
                silence,
                held,
                worker,
                " --accept-changes");
    }

    private static boolean sameInput(RunRecord last, JobFile job, String fingerprint) {
        return last.input().fingerprint().equals(fingerprint)
                && last.input().settings().equals(InputLoading.settings(job));
    }
}
