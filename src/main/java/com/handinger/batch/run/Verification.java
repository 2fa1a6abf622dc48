package com.handinger.batch.run;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.audit.AuditDesk;
import com.handinger.batch.audit.AuditRules;
import com.handinger.batch.audit.Auditor;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.AuditFinding;
import com.handinger.batch.ledger.AuditRecord;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerAudits;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.ServerTable;
import com.handinger.batch.output.FindingsFile;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.output.ResultDirectory;
import com.handinger.batch.output.ResultFiles;
import com.handinger.batch.output.RunFile;
import com.handinger.batch.progress.AuditLog;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.Summary;
import com.handinger.batch.report.SummaryFile;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.StopCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One audit of a chosen run, from its first read to what it leaves behind. */
final class Verification {

    private static final int SHOWN = 20;

    private final VerifyRequest request;
    private final RunRecord run;
    private final AuditRecord audit;
    private final AuditFigures before;
    private final OpenStore store;
    private final StoreLocation location;
    private final LedgerAudits audits;
    private final Ledger ledger;

    /**
     * What is audited.
     *
     * @param before how far an earlier process came
     */
    record Subject(VerifyRequest request, RunRecord run, AuditRecord audit, AuditFigures before) {}

    Verification(Subject subject, OpenStore store, StoreLocation location) {
        request = subject.request;
        run = subject.run;
        audit = subject.audit;
        before = subject.before;
        this.store = store;
        this.location = location;
        audits = new LedgerAudits(store.jdbc(), store.transactions());
        ledger = new Ledger(store.jdbc(), store.transactions());
    }

    Summary.Rows rows() {
        return Summaries.rows(ledger.counts(run, RowRange.ALL));
    }

    /** Reads; returns why it stopped before its end, null when it did not. */
    @Nullable
    StopCause read(HandingerApi api, Console console, StopSwitch stop) {
        AuditLog log = new AuditLog(console, before.attempts(), before.checked(), System.nanoTime());
        try {
            return new Auditor(api, desk(log, stop), rules(), before.tasks()).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StopCause(StopCause.Kind.STOPPED, "interrupted");
        }
    }

    private AuditRules rules() {
        JobFile job = request.job();
        JobFile.Resend resend = job.resend();
        FollowRules patience =
                FollowRules.of(resend.attempts(), resend.backoffMin(), resend.backoffMax(), resend.lookupGrace());
        ServerTable servers = new ServerTable(store.jdbc());
        patience.heed(servers.habits(run.baseUrl()));
        return new AuditRules(
                OpenFiles.pace(job, OpenFiles.now()),
                servers.pace(run.baseUrl()),
                job.limits().outage(),
                patience);
    }

    private AuditDesk desk(AuditLog log, StopSwitch stop) {
        return new AuditDesk() {
            @Override
            public List<AuditedAttempt> next(long after, int limit) {
                return audits.unchecked(audit, after, limit);
            }

            @Override
            public void keep(List<AuditVerdict> verdicts) {
                audits.note(run, audit, verdicts);
                log.read(
                        verdicts.size(),
                        verdicts.stream()
                                .mapToLong(verdict -> verdict.findings().size())
                                .sum());
            }

            @Override
            public @Nullable String stopped() {
                return stop.reason();
            }

            @Override
            public void tick(long now, @Nullable String wait) {
                log.tick(now, wait);
            }
        };
    }

    /** Leaves what was found, and sums up. An audit that was stopped leaves it to the process that finishes it. */
    AuditReport report(@Nullable StopCause cause, Console console) throws IOException {
        if (cause != null) {
            return stopped(cause);
        }
        AuditFigures figures = audits.figures(audit);
        List<AuditFinding.Placed> shown =
                audits.findings(audit, 0).stream().limit(SHOWN).toList();
        Path file = files(figures, console);
        AuditFigures last = audits.finish(run, audit, Instant.now().toString());
        Ledger.Spent spent = ledger.spent(run);
        Path directory = Path.of(run.directory());
        if (file != null) {
            SummaryFile.amend(directory, AuditReport.figures(last), spent.credits(), spent.surplusTurns());
        }
        ExitCode exit = last.found() == 0 ? ExitCode.DONE : ExitCode.ROWS;
        return new AuditReport(
                run.id(), exit.code(), verdict(last), last, shown, file, rows(), spent.credits(), directory, null);
    }

    private AuditReport stopped(StopCause cause) {
        AuditFigures figures = audits.figures(audit);
        if (cause.kind() == StopCause.Kind.CREDENTIALS) {
            // What a foreign key sees says nothing of the tasks.
            audits.drop(audit);
        }
        ExitCode exit = switch (cause.kind()) {
            case CREDENTIALS -> ExitCode.CREDENTIALS;
            case FATAL_ANSWER -> ExitCode.FATAL;
            case CREDITS -> ExitCode.CREDITS;
            case ERRORS -> ExitCode.FATAL;
            case STOPPED -> ExitCode.STOPPED;
        };
        return new AuditReport(
                run.id(),
                exit.code(),
                cause.message() + "; " + figures.checked() + " of "
                        + Counted.of(figures.attempts(), "attempt was", "attempts were") + " read",
                figures,
                List.of(),
                null,
                rows(),
                ledger.spent(run).credits(),
                Path.of(run.directory()),
                request.command());
    }

    private static String verdict(AuditFigures figures) {
        String read = Counted.of(figures.attempts(), "attempt");
        if (figures.found() == 0) {
            return "the server agrees with the ledger in all of " + read;
        }
        return Counted.of(figures.found(), "finding") + " in " + read;
    }

    /** The file of the findings, and after corrections all result files; null when the folder is another run's now. */
    private @Nullable Path files(AuditFigures figures, Console console) throws IOException {
        Path directory = Path.of(run.directory());
        RunFile mine = RunFolder.runFile(request.job(), run, location, store);
        try {
            ResultDirectory.claim(directory, mine, false);
        } catch (OutputException e) {
            console.warn(e.getMessage() + ". The findings are only shown here.");
            return null;
        }
        try (FindingsFile file = FindingsFile.open(directory)) {
            List<AuditFinding.Placed> page = audits.findings(audit, 0);
            while (!page.isEmpty()) {
                for (AuditFinding.Placed finding : page) {
                    file.add(finding);
                }
                page = audits.findings(audit, page.get(page.size() - 1).item());
            }
            file.commit();
        }
        if (figures.corrected() > 0) {
            try (ResultFiles files = new ResultFiles(
                    directory,
                    request.job().output(),
                    run.input().columns(),
                    RunRows.of(store.jdbc(), run, () -> {}))) {
                files.project();
            }
        }
        return directory.resolve(FindingsFile.NAME);
    }
}
