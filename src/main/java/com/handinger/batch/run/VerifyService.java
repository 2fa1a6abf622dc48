package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.AuditRecord;
import com.handinger.batch.ledger.LedgerAudits;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.Launch;
import com.handinger.batch.task.StopCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Audits a run against its server: opens the store, reads, keeps what was found. Sends nothing. */
public final class VerifyService {

    private final Console console;
    private final Map<String, String> environment;
    private final boolean json;

    /**
     * Prepares.
     *
     * @param json whether events go to standard output as JSON lines
     */
    public VerifyService(Console console, Map<String, String> environment, boolean json) {
        this.console = console;
        this.environment = environment;
        this.json = json;
    }

    /**
     * Reads every attempt of the run, or until something or somebody stops it.
     *
     * @throws RunException when nothing could begin
     */
    public AuditReport execute(VerifyRequest request, StopSwitch stop) throws RunException {
        JobFile job = request.job();
        Server.checkKey(job, environment);
        StoreLocation location = StoreLocation.of(job);
        if (!Files.exists(location.file())) {
            throw new RunException(
                    ExitCode.USAGE, "there is no ledger at " + location.shown() + ", so there is nothing to verify");
        }
        try (OpenStore store = OpenStore.open(location, request.lockPatience(), stop)) {
            RunRecord run = run(request, store, location);
            Scheduling.refuse(run, new LedgerRuns(store.jdbc()), "verify");
            LedgerAudits audits = new LedgerAudits(store.jdbc(), store.transactions());
            LedgerAudits.Wish wish = new LedgerAudits.Wish(request.sample(), request.seed());
            AuditRecord audit = audits.open(
                    run, wish, new SecureRandom().nextLong(), Instant.now().toString());
            Verification.Subject subject = new Verification.Subject(request, run, audit, audits.figures(audit));
            Verification verification = new Verification(subject, store, location);
            greet(subject, location, verification, new Workers(job, store.jdbc()).shown(run));
            try (Server server = Server.open(job, location.folder().resolve("store.sandbox"), environment)) {
                StopCause cause = verification.read(server.api(), console, stop);
                return verification.report(cause, console);
            } catch (IOException e) {
                throw new RunException(ExitCode.STOPPED, e.getMessage() + "\nNothing is lost.", e, request.command());
            }
        }
    }

    private static RunRecord run(VerifyRequest request, OpenStore store, StoreLocation location) throws RunException {
        LedgerRuns runs = new LedgerRuns(store.jdbc());
        JobFile job = request.job();
        String named = request.runId();
        @Nullable
        RunRecord run = named == null ? runs.latest(job.name(), job.api().sandbox()) : runs.find(job.name(), named);
        if (run == null) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the ledger " + location.shown() + " has no run "
                            + (named == null ? "of " + job.name() + " on this server" : named)
                            + (named != null && LedgerPrunes.pruned(store.jdbc(), job.name(), named)
                                    ? " any more: it was pruned, and can no longer be audited"
                                    : ", so there is nothing to verify"));
        }
        if (!run.baseUrl().equals(job.api().identity())) {
            throw new RunException(
                    ExitCode.USAGE,
                    "run " + run.id() + " belongs to " + run.baseUrl() + ", and this job file says "
                            + job.api().identity() + "; set api.baseUrl back to verify it");
        }
        return run;
    }

    private void greet(Verification.Subject subject, StoreLocation location, Verification verification, String worker) {
        JobFile job = subject.request().job();
        RunRecord run = subject.run();
        AuditRecord audit = subject.audit();
        AuditFigures before = subject.before();
        if (json) {
            console.data(new Launch(
                            run.id(),
                            job.name(),
                            run.baseUrl(),
                            worker,
                            audit.continued(),
                            location.shown(),
                            verification.rows(),
                            Path.of(run.directory()))
                    .launchLine());
        }
        String sample = audit.sample() == null
                ? Counted.of(before.attempts(), "attempt")
                : Counted.of(before.attempts(), "attempt") + " by chance (--sample " + audit.sample() + " --seed "
                        + audit.seed() + ")";
        console.say("Audit of run " + run.id() + " of " + job.name() + " on " + run.baseUrl() + ": " + sample
                + (audit.continued() ? ", " + before.checked() + " read before" : "") + ". Reads only.");
    }
}
