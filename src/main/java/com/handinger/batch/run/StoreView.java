package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.LedgerSchema;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.StoreException;
import com.handinger.batch.report.Launch;
import com.handinger.batch.report.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A store for reading, whoever works with it: opened as it is when nobody does, else a copy that its owner makes. For
 * one thread.
 */
final class StoreView implements AutoCloseable {

    private final StoreLocation location;
    private final Connection connection;
    private final @Nullable StoreCopy copy;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    private StoreView(StoreLocation location, Connection connection, @Nullable StoreCopy copy) {
        this.location = location;
        this.connection = connection;
        this.copy = copy;
        SingleConnectionDataSource source = new SingleConnectionDataSource(connection, true);
        jdbc = new JdbcTemplate(source);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /**
     * Opens it.
     *
     * @throws RunException exit 2 when there is none, or it cannot be read, exit 7 when a process holds it that does not
     *     answer, exit 6 when a copy could not be made or the wait was ended
     */
    static StoreView open(JobFile job, StoreCopy.Wait wait) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            throw new RunException(
                    ExitCode.USAGE,
                    "there is no ledger at " + location.shown() + ": no run of " + job.name()
                            + " has begun there; say --runs-dir (or HANDINGER_RUNS_DIR) and store.url as its start did");
        }
        StoreView view = look(location, wait);
        try {
            LedgerSchema.check(view.jdbc);
            return view;
        } catch (StoreException | DataAccessException e) {
            view.close();
            throw new RunException(ExitCode.USAGE, location.shown() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static StoreView look(StoreLocation location, StoreCopy.Wait wait) throws RunException {
        long end = System.nanoTime() + wait.patience().toNanos();
        while (true) {
            OwnerStatus owner = new OwnerFiles(location).live(Instant.now());
            StoreView view = owner == null ? free(location) : copied(location, owner, wait);
            if (view != null) {
                return view;
            }
            if (System.nanoTime() - end >= 0) {
                throw new RunException(
                        ExitCode.BUSY,
                        "a process holds " + location.shown()
                                + " and does not say which: it may have begun this moment, be suspended, or be another"
                                + " program");
            }
            wait.pause();
        }
    }

    /** Null while a process holds it. */
    private static @Nullable StoreView free(StoreLocation location) throws RunException {
        try {
            return new StoreView(location, location.readOnly(), null);
        } catch (SQLException e) {
            if (OpenStore.inUse(e)) {
                return null;
            }
            throw new RunException(ExitCode.USAGE, location.shown() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Null when the owner has left. */
    private static @Nullable StoreView copied(StoreLocation location, OwnerStatus owner, StoreCopy.Wait wait)
            throws RunException {
        StoreCopy copy = StoreCopy.of(location, owner, wait);
        if (copy == null) {
            return null;
        }
        try {
            return new StoreView(location, copy.place().connect(), copy);
        } catch (SQLException e) {
            copy.close();
            throw new RunException(
                    ExitCode.STOPPED,
                    "the copy of " + location.shown() + " cannot be read; say the same again: " + e.getMessage(),
                    e);
        }
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    TransactionTemplate transactions() {
        return transactions;
    }

    /** Whether somebody works with the store, so that this shows a moment of it. */
    boolean moment() {
        return copy != null;
    }

    /** The store itself, wherever this is read from. */
    StoreLocation location() {
        return location;
    }

    /**
     * The run of this name, or the newest one on the server of the job; where it has none there, the newest on the
     * sandbox, as {@code status} shows it.
     *
     * @throws RunException exit 2 when there is none
     */
    RunRecord run(JobFile job, @Nullable String runId) throws RunException {
        LedgerRuns runs = new LedgerRuns(jdbc);
        boolean sandbox = job.api().sandbox();
        if (runId != null) {
            return found(
                    runs.find(job.name(), runId),
                    runId + " of " + job.name()
                            + (LedgerPrunes.pruned(jdbc, job.name(), runId)
                                    ? "; it was pruned"
                                    : "; `status --all` lists those it has"));
        }
        RunRecord run = runs.latest(job.name(), sandbox);
        if (run != null) {
            return run;
        }
        RunRecord other = runs.latest(job.name(), !sandbox);
        return found(
                sandbox ? null : other,
                "of " + job.name() + (sandbox ? " on the sandbox" : "")
                        + (other == null
                                ? "; `status --all` lists those it has"
                                : "; there is one on a server: leave out --sandbox"));
    }

    private RunRecord found(@Nullable RunRecord run, String wanted) throws RunException {
        if (run == null) {
            throw new RunException(ExitCode.USAGE, "the ledger " + location.shown() + " has no run " + wanted);
        }
        return run;
    }

    /** What a look begins with. */
    Launch launch(JobFile job, RunRecord run, RowCounts counts) {
        return new Launch(
                run.id(),
                job.name(),
                run.baseUrl(),
                new Workers(job, jdbc).shown(run),
                true,
                location.shown(),
                Summaries.rows(counts),
                Path.of(run.directory()));
    }

    /** What the run has spent and reserved. */
    Summary.Credits credits(JobFile job, RunRecord run) {
        return new Summary.Credits(
                new Ledger(jdbc, transactions).spent(run).credits(),
                new LedgerPrices(jdbc).reserved(run),
                StartLimits.last(new LedgerRuns(jdbc).lastStart(run.number()), job)
                        .credits());
    }

    @Override
    public void close() throws RunException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a store that was only read cannot be closed", e);
        } finally {
            if (copy != null) {
                copy.close();
            }
        }
    }
}
