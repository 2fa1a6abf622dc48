package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerHistory;
import com.handinger.batch.ledger.Taken;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.progress.Counted;
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
 * @param last how the last run compares with what would start now
 * @param taken what earlier tasks took
 * @param letThrough as in {@link LedgerHistory#letThrough}
 * @param silence why nothing is known of earlier tasks
 * @param held whether another process works on the ledger
 * @param worker id of the job's worker; null while none is known
 * @param money what the run may spend
 */
record Past(
        LastRun last,
        List<Taken> taken,
        @Nullable Double letThrough,
        String silence,
        boolean held,
        @Nullable String worker,
        Means money) {

    private static final String NO_TASKS = "unknown: no task of this worker and budget has ended at this server yet";
    private static final int SEEN = 10_000;

    /**
     * The money of the run that goes on, or would begin.
     *
     * @param exhausted whether its limit lets no further task go
     * @param enough a limit that is about enough for the rows to send; null while no price is known
     */
    record Means(boolean exhausted, @Nullable Long enough) {

        static final Means UNKNOWN = new Means(false, null);
    }

    /** What a ledger is asked. */
    private interface Question<T> {
        T of(JdbcTemplate jdbc, TransactionTemplate transactions);
    }

    /** Reads; a ledger that is held or broken is said, and nothing worse comes of it. */
    static Past read(JobFile job, @Nullable String runId, String fingerprint, RowMarks rows) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            return nothing(null, NO_TASKS, job);
        }
        try {
            return asked(location, (jdbc, transactions) -> {
                LastRun last = new LastRunSearch(job, runId, jdbc, transactions).compare(fingerprint, rows);
                return of(job, last, rows.size(), jdbc, transactions);
            });
        } catch (SQLException | DataAccessException e) {
            if (e instanceof SQLException sql && OpenStore.inUse(sql)) {
                return held(location, job);
            }
            return nothing(null, "unknown: " + location.shown() + " cannot be read (" + e.getMessage() + ")", job);
        }
    }

    /** The rows that are sent already; none where the ledger tells nothing, which {@link #read} says. */
    static KeptRows kept(JobFile job, @Nullable String runId) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            return KeptRows.none();
        }
        try {
            return asked(location, (jdbc, transactions) -> new LastRunSearch(job, runId, jdbc, transactions).kept());
        } catch (SQLException | DataAccessException e) {
            return KeptRows.none();
        }
    }

    private static <T> T asked(StoreLocation location, Question<T> question) throws SQLException {
        try (Connection connection = location.readOnly()) {
            SingleConnectionDataSource source = new SingleConnectionDataSource(connection, true);
            return question.of(
                    new JdbcTemplate(source), new TransactionTemplate(new DataSourceTransactionManager(source)));
        }
    }

    private static Past of(JobFile job, LastRun last, long rows, JdbcTemplate jdbc, TransactionTemplate transactions) {
        Workers workers = new Workers(job, jdbc);
        TaskSettings settings = workers.settings();
        String id = workers.id(settings);
        LedgerHistory history = new LedgerHistory(jdbc);
        Long left = last.left();
        Money money = new Money(job, last.run(), jdbc, transactions);
        return new Past(
                last,
                history.taken(job.api().identity(), settings, SEEN),
                history.letThrough(job.api().identity()),
                NO_TASKS,
                false,
                id == null ? job.worker().id() : id,
                new Means(money.exhausted(), money.enough(left == null ? rows : left)));
    }

    private static Past nothing(@Nullable String standing, String silence, JobFile job) {
        return new Past(
                LastRun.none(standing),
                List.of(),
                null,
                silence,
                false,
                job.worker().id(),
                Means.UNKNOWN);
    }

    private static Past held(StoreLocation location, JobFile job) {
        Past past = nothing(standing(location), "unknown while another process holds the ledger", job);
        return new Past(past.last, past.taken, null, past.silence, true, past.worker, past.money);
    }

    private static String standing(StoreLocation location) {
        OwnerStatus owner = new OwnerFiles(location).live(Instant.now());
        if (owner == null) {
            return "another process holds the ledger";
        }
        OwnerStatus.Work work = owner.work();
        return owner.who() + " works on it"
                + (work == null || work.rows() == null
                        ? ""
                        : ": " + work.rows().completed() + " of "
                                + Counted.of(work.rows().total(), "row") + " completed, "
                                + Counted.of(work.creditsSpent(), "credit") + " spent");
    }
}
