package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerAudits;
import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.LedgerMoments;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunFigures;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.LedgerRows;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.ReportFacts;
import com.handinger.batch.report.ReportPage;
import com.handinger.batch.report.Summary;
import com.handinger.batch.report.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Collects what the HTML report of a run tells, and writes it. Reads only. */
final class Reporting {

    private final JobFile job;
    private final RunRecord run;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    Reporting(JobFile job, RunRecord run, JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.job = job;
        this.run = run;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Writes the page.
     *
     * @param moment whether another process works on the run
     * @param pulse asked before each page of rows
     */
    void write(Path target, boolean moment, RunRows.Pulse pulse) throws IOException {
        LedgerRows rows = RunRows.of(jdbc, run, pulse);
        RowCounts counts = new Ledger(jdbc, transactions).counts(run, RowRange.ALL);
        ReportPage.write(
                target,
                counts.total(),
                sink -> rows.forEach(LedgerRows.Order.INPUT, sink::accept),
                tally -> facts(moment, counts, tally));
    }

    private ReportFacts facts(boolean moment, RowCounts counts, Tally tally) {
        Ledger.Spent spent = new Ledger(jdbc, transactions).spent(run);
        AuditFigures audit = LedgerAudits.last(jdbc, run);
        StartLimits limits = StartLimits.last(new LedgerRuns(jdbc).lastStart(run.number()), job);
        return new ReportFacts(
                identity(),
                run.state().name().toLowerCase(Locale.ROOT),
                moment,
                Summaries.rows(counts),
                new Summary.Credits(spent.credits(), new LedgerPrices(jdbc).reserved(run), limits.credits()),
                RunFigures.attempts(jdbc, run),
                spent.surplusTurns(),
                tally.percentile(0.5),
                tally.percentile(0.95),
                audit == null ? Summary.NOT_AUDITED : AuditReport.figures(audit),
                limits.list(),
                tally.shares(),
                tally.failures(),
                tally.slowest(),
                tally.dearest(),
                new LedgerFigures(jdbc, run).starts(),
                new LedgerMoments(jdbc).of(run),
                tally.durations(),
                tally.schedules());
    }

    private ReportFacts.Identity identity() {
        return new ReportFacts.Identity(
                job.name(),
                run.id(),
                run.baseUrl(),
                new Workers(job, jdbc).shown(run),
                run.createdAt(),
                run.directory(),
                Version.current(),
                Instant.now());
    }
}
