package com.handinger.batch.run;

import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Journal;
import com.handinger.batch.report.Summary;
import java.nio.file.Path;

/** The first and the last line of a start in the log of its run. */
final class RunJournal {

    private final Journal journal;

    RunJournal(Journal journal) {
        this.journal = journal;
    }

    void begin(RunRecord run, RowCounts before) {
        journal.open(Path.of(run.directory()));
        journal.info(
                "start",
                "run_id",
                run.id(),
                "server",
                run.baseUrl(),
                "rows",
                before.total(),
                "done_before",
                before.settled(),
                "finished",
                run.state() == RunRecord.State.FINISHED,
                "version",
                Version.current(),
                "pid",
                ProcessHandle.current().pid());
    }

    void end(RunReport report) {
        Summary summary = report.summary();
        Summary.Rows rows = summary.rows();
        journal.info(
                "end",
                "run_id",
                summary.runId(),
                "exit",
                report.exit().code(),
                "reason",
                summary.reason(),
                "resumable",
                summary.resumable(),
                "completed",
                rows.completed(),
                "failed",
                rows.failed(),
                "unusable",
                rows.unusable(),
                "rejected",
                rows.rejected(),
                "not_sent",
                rows.pending(),
                "running",
                rows.running(),
                "in_doubt",
                rows.sending() + rows.unknown(),
                "credits_spent",
                summary.credits().spent());
        journal.close();
    }
}
