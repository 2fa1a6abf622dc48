package com.handinger.batch.run;

import com.handinger.batch.ledger.LedgerSchema;
import com.handinger.batch.ledger.StoreException;
import com.handinger.batch.task.Span;
import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The store of a job while this process owns it, with Spring Batch on top. */
final class OpenStore implements AutoCloseable {

    static final String USER = "handinger";
    private static final int IN_USE = 90020;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final String BATCH_TABLES = "org/springframework/batch/core/schema-h2.sql";

    private final ConfigurableApplicationContext context;
    /** Holds the file from the opening to the close, whatever the pool does with its own connections. */
    private final Connection lock;

    private final Owner owner;
    private final StoreLocation location;
    private final Copyist copies;

    private OpenStore(ConfigurableApplicationContext context, Connection lock, Owner owner, StoreLocation location) {
        this.context = context;
        this.lock = lock;
        this.owner = owner;
        this.location = location;
        copies = new Copyist(location, owner::tell);
    }

    /**
     * Opens the store, makes its tables when it is new, and starts Spring Batch on it.
     *
     * @param patience how long to wait while another process holds it
     * @throws RunException exit 7 when another process holds it, exit 2 when it cannot be opened, exit 6 when it was
     *     stopped while it waited
     */
    static OpenStore open(StoreLocation location, Duration patience, StopSwitch stop) throws RunException {
        return open(location, patience, stop, words -> {});
    }

    /** The same; says whom it waits for. */
    static OpenStore open(StoreLocation location, Duration patience, StopSwitch stop, Consumer<String> voice)
            throws RunException {
        Connection lock = connect(location, patience, stop, voice);
        Owner owner = Owner.begin(location, stop);
        owner.heardBy(voice);
        OpenStore store;
        try {
            store = new OpenStore(BatchConfiguration.start(location), lock, owner, location);
        } catch (RuntimeException | Error e) {
            owner.close();
            release(lock);
            throw e;
        }
        try {
            store.prepare(location);
            store.copies.sweep();
            owner.copiesBy(store.copies);
            return store;
        } catch (RunException | RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private void prepare(StoreLocation location) throws RunException {
        try {
            LedgerSchema.prepare(
                    jdbc(),
                    () -> new ResourceDatabasePopulator(new ClassPathResource(BATCH_TABLES))
                            .execute(context.getBean(HikariDataSource.class)));
        } catch (StoreException e) {
            throw new RunException(ExitCode.USAGE, location.file() + ": " + e.getMessage(), e);
        }
    }

    /** The first connection takes the file's lock. */
    private static Connection connect(
            StoreLocation location, Duration patience, StopSwitch stop, Consumer<String> voice) throws RunException {
        long tries = 1 + patience.dividedBy(BETWEEN_TRIES);
        Retry retry = Retry.of(
                "store",
                RetryConfig.custom()
                        .maxAttempts((int) Math.min(tries, Integer.MAX_VALUE))
                        .waitDuration(BETWEEN_TRIES)
                        .retryOnException(e -> inUse(e) && !stop.stopped())
                        .build());
        retry.getEventPublisher().onRetry(again -> {
            if (again.getNumberOfRetryAttempts() == 1) {
                voice.accept("Waiting up to " + Span.text(patience) + ": "
                        + busy(location, new OwnerFiles(location).live(Instant.now())));
            }
        });
        try {
            return retry.executeCallable(location::connect);
        } catch (SQLException e) {
            if (inUse(e)) {
                stop.check("another process works on this job, and nothing was begun");
                OwnerStatus owner = new OwnerFiles(location).live(Instant.now());
                throw new RunException(
                                ExitCode.BUSY,
                                busy(location, owner) + ". Wait for it, say --retry-lock 10m to wait here, or ask it to"
                                        + " leave with the verb stop",
                                e)
                        .about(owner == null ? null : owner.runId());
            }
            throw StoreFailure.unopened(location, e);
        } catch (Exception e) {
            throw new IllegalStateException("opening the store broke", e);
        }
    }

    private static String busy(StoreLocation location, @Nullable OwnerStatus owner) {
        return "another process works on this job: " + (owner == null ? "it" : owner.who()) + " holds "
                + location.shown();
    }

    static boolean inUse(Throwable e) {
        return e instanceof SQLException sql && sql.getErrorCode() == IN_USE;
    }

    private static void release(Connection lock) {
        try {
            lock.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the store's first connection cannot be closed", e);
        }
    }

    /** This process as seen from others. */
    Owner owner() {
        return owner;
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    TransactionTemplate transactions() {
        return new TransactionTemplate(transactionManager());
    }

    PlatformTransactionManager transactionManager() {
        return context.getBean(PlatformTransactionManager.class);
    }

    JobRepository jobRepository() {
        return context.getBean(JobRepository.class);
    }

    JobOperator jobOperator() {
        return context.getBean(JobOperator.class);
    }

    /** Closes every connection and with the last one the file. */
    @Override
    public void close() {
        // Before the lock goes: the next owner has a status of its own.
        owner.close();
        copies.close();
        LostStore lost = owner.lost() ? LostStore.save(location, jdbc(), owner) : null;
        try {
            context.close();
        } finally {
            release(lock);
        }
        if (lost != null) {
            lost.putBack(StoreLocation::connect);
        }
    }
}
