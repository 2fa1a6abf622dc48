package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LastStart;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TakenWebhooks;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.report.Summary;
import com.handinger.batch.task.RowState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a job stands: by the status that its owner keeps while a process works on it, since the database opens for one
 * process only, and by the ledger otherwise. Writes nothing.
 */
public final class StatusService {

    private final JobFile job;
    private final String command;

    /** @param command what continues the job */
    public StatusService(JobFile job, String command) {
        this.job = job;
        this.command = command;
    }

    /**
     * Looks.
     *
     * @param runId the run that is asked for; null means the latest
     * @param all whether every run is listed
     * @throws RunException exit 2 when there is no ledger, no such run, or it cannot be read; exit 7 when a process holds
     *     it that says nothing
     */
    public JobStatus status(@Nullable String runId, boolean all) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        if (!Files.exists(location.file())) {
            throw new RunException(
                    ExitCode.USAGE,
                    "there is no ledger at " + location.shown() + ": no run of " + job.name()
                            + " has begun there; say --runs-dir (or HANDINGER_RUNS_DIR) and store.url as its start did");
        }
        OwnerStatus owner = new OwnerFiles(location).live(Instant.now());
        if (owner != null) {
            return held(owner, runId, all);
        }
        try (Connection connection = location.readOnly()) {
            return read(new SingleConnectionDataSource(connection, true), runId, all);
        } catch (SQLException | DataAccessException e) {
            if (e instanceof SQLException sql && OpenStore.inUse(sql)) {
                throw new RunException(
                        ExitCode.BUSY,
                        "a process holds " + location.shown()
                                + " and does not say how it stands: it may have begun this"
                                + " moment, be suspended, or be another program",
                        e);
            }
            throw new RunException(ExitCode.USAGE, location.shown() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private JobStatus held(OwnerStatus owner, @Nullable String runId, boolean all) throws RunException {
        OwnerStatus.Work work = owner.work();
        if (runId != null && (work == null || !runId.equals(work.runId()))) {
            throw new RunException(
                    ExitCode.BUSY,
                    "run " + runId + " is not the one that is worked on, and another one can be looked at only when "
                            + owner.who() + " has left; without --run-id"
                            + " this shows the run that is worked on");
        }
        String remark = all ? "The other runs can be listed when the process has left." : null;
        if (work == null || !work.job().equals(job.name())) {
            return new JobStatus(job.name(), owner.who(), null, List.of(), remark);
        }
        JobStatus.Run run = new JobStatus.Run(
                work.runId() == null ? "(being chosen)" : work.runId(),
                work.rows() == null ? "loading" : "running",
                work.baseUrl(),
                work.directory(),
                work.rows(),
                work.inFlight(),
                work.inDoubt(),
                new Summary.Credits(work.creditsSpent(), work.creditsReserved(), work.creditsLimit()),
                work.rowsPerMinute(),
                null,
                null,
                work.command());
        return new JobStatus(job.name(), owner.who(), work.waitingFor(), List.of(run), remark);
    }

    private JobStatus read(SingleConnectionDataSource source, @Nullable String runId, boolean all) throws RunException {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        LedgerRuns runs = new LedgerRuns(jdbc);
        List<RunRecord> found = runs.all(job.name()).stream()
                .filter(run -> runId == null || run.id().equals(runId))
                .toList();
        if (found.isEmpty()) {
            throw new RunException(
                    ExitCode.USAGE,
                    runId == null
                            ? "no run of " + job.name() + " has begun yet"
                            : "the ledger has no run " + runId + " of " + job.name()
                                    + (LedgerPrunes.pruned(jdbc, job.name(), runId)
                                            ? ": it was pruned"
                                            : "; --all lists those it has"));
        }
        Ledger ledger = new Ledger(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)));
        LedgerPrices prices = new LedgerPrices(jdbc);
        List<RunRecord> asked = all ? found : List.of(newest(found));
        List<JobStatus.Run> shown = asked.stream()
                .map(run -> run(run, ledger, prices, found, runs.lastStart(run.number())))
                .toList();
        String remarks = Stream.of(alsoOpen(found, asked, ledger), taken(jdbc))
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"));
        return new JobStatus(job.name(), null, null, shown, remarks.isEmpty() ? null : remarks);
    }

    /** The one that other verbs mean: a rehearsal on the sandbox does not hide a run on the job's server. */
    private RunRecord newest(List<RunRecord> latestFirst) {
        return latestFirst.stream()
                .filter(run -> run.sandbox() == job.api().sandbox())
                .findFirst()
                .orElse(latestFirst.get(0));
    }

    /** Runs that are not shown and have rows left: a run of its own for each day hides the one before. */
    private static @Nullable String alsoOpen(List<RunRecord> all, List<RunRecord> shown, Ledger ledger) {
        String open = all.stream()
                .filter(run -> !shown.contains(run))
                .filter(run -> run.state() == RunRecord.State.OPEN)
                .map(run -> run.id() + " (" + ledger.counts(run, RowRange.ALL).open() + " rows left)")
                .collect(Collectors.joining(", "));
        return open.isEmpty() ? null : "Not finished either: " + open + "; --all shows how to continue";
    }

    /** A webhook that a start took, and could not put back before it left. */
    private @Nullable String taken(JdbcTemplate jdbc) {
        String left = new TakenWebhooks(jdbc)
                .of(job.api().identity()).stream()
                        .map(webhook -> "The webhook of worker " + webhook.worker() + " may still be " + webhook.ours()
                                + ": the next start of this job "
                                + (webhook.former() == null ? "removes it" : "puts back " + webhook.former()))
                        .collect(Collectors.joining("\n"));
        return left.isEmpty() ? null : left;
    }

    /** What continues this run and no other one: on its own server, and by its name where a later one would be taken. */
    private @Nullable String command(RunRecord run, List<RunRecord> latestFirst, @Nullable LastStart last) {
        if (run.state() != RunRecord.State.OPEN) {
            return null;
        }
        String server = run.baseUrl().equals(job.api().identity())
                ? ""
                : run.sandbox() ? " --sandbox" : " --set api.baseUrl=" + run.baseUrl();
        boolean latest = latestFirst.stream()
                .filter(other -> other.sandbox() == run.sandbox())
                .findFirst()
                .filter(run::equals)
                .isPresent();
        String limited = last == null ? command : StartLimits.last(last, job).continuing(last.options(), command, job);
        Path file = job.input().file();
        boolean sameInput = file == null || file.toString().equals(run.input().name());
        return limited
                + (sameInput ? "" : " --resume")
                + server
                + (latest ? "" : " --run-id '" + run.id().replace("'", "'\\''") + "'");
    }

    private JobStatus.Run run(
            RunRecord run, Ledger ledger, LedgerPrices prices, List<RunRecord> found, @Nullable LastStart last) {
        RowCounts rows = ledger.counts(run, RowRange.ALL);
        return new JobStatus.Run(
                run.id(),
                run.state().name().toLowerCase(Locale.ROOT),
                run.baseUrl(),
                run.directory(),
                Summaries.rows(rows),
                null,
                Math.toIntExact(rows.of(RowState.SENDING) + rows.of(RowState.UNKNOWN)),
                new Summary.Credits(
                        ledger.spent(run).credits(),
                        prices.reserved(run),
                        StartLimits.last(last, job).credits()),
                null,
                last == null ? null : last.exit(),
                last == null ? null : reason(last),
                command(run, found, last));
    }

    private static String reason(LastStart last) {
        if (last.startedAt() == null) {
            return "no start came as far as its first request";
        }
        return last.endedAt() == null
                ? "the process that worked on it since " + last.startedAt().replaceFirst("\\.[0-9]+", "")
                        + " died, was killed, or left at once after a second signal"
                : String.valueOf(last.reason());
    }
}
