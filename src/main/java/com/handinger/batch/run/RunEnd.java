package com.handinger.batch.run;

import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerReopening;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.Projection;
import com.handinger.batch.output.ResultFiles;
import com.handinger.batch.progress.Lengthy;
import com.handinger.batch.report.ReportPage;
import com.handinger.batch.report.Summary;
import com.handinger.batch.report.SummaryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What a start leaves behind when its rows are done or left: result files, published files, summary, report, state. */
final class RunEnd {

    /** Held rows whose keys are shown. */
    private static final int HELD_SHOWN = 3;

    private final JobFile job;
    private final RunRecord run;
    private final OpenStore store;
    private final RunFolder folder;
    private final Standing standing;
    private final FinishTime time;

    RunEnd(RunRequest request, RunRecord run, OpenStore store, RunFolder folder, Standing standing) {
        job = request.job();
        this.run = run;
        this.store = store;
        this.folder = folder;
        this.standing = standing;
        time = new FinishTime(request.grace());
    }

    /** Between two pages of rows: the grace of a stop may be over. */
    void check() throws FinishTime.Over {
        time.check(System.nanoTime());
    }

    /**
     * Ends it.
     *
     * @param reached by the rows
     */
    RunReport finish(Ending reached, Summaries summaries, ResultFiles files, Fetching.Outside around)
            throws IOException {
        Path directory = Path.of(run.directory());
        begin("the result files are written", around);
        Ending ending = reached;
        boolean written = true;
        try {
            Projection projection = files.project();
            projection.remarks().forEach(around.console()::say);
        } catch (FinishTime.Over e) {
            ending = reached.unfinished(String.valueOf(e.getMessage()));
            written = false;
        }
        HaltPoint.PROJECTED.reached();
        PublishedFiles published = new PublishedFiles(job, run, store, around);
        if (job.output().downloads() != null) {
            standing.tell("files that tasks published are fetched");
        }
        ending = published.fetch(ending);
        folder.restore();
        RowCounts counts = new Ledger(store.jdbc(), store.transactions()).counts(run, RowRange.ALL);
        LedgerReopening ended = new LedgerReopening(store.jdbc(), store.transactions());
        LedgerReopening.Held held = ended.held(run, HELD_SHOWN);
        Summary summary = summaries.summary(ending, counts, Instant.now()).with(published.report());
        Long enough = new Money(job, run, store).enough(counts.open());
        RunReport report = new RunReport(
                ending.exit(), ending.meaning(), summary, held.count(), held.keys(), ended.repairable(run), enough);
        if (run.state() != RunRecord.State.FINISHED || !Files.exists(directory.resolve(SummaryFile.NAME))) {
            SummaryFile.write(directory, report.summary());
        } else {
            published.amend(directory);
        }
        report(directory, around);
        ended.close(run);
        HaltPoint.SUMMED_UP.reached();
        // Last of all: a start that finds the run finished leaves files and summary as they are.
        if (counts.open() == 0 && written && published.done()) {
            new LedgerRuns(store.jdbc()).mark(run.number(), RunRecord.State.FINISHED);
        }
        return report;
    }

    private void begin(String what, Fetching.Outside around) {
        standing.tell(what);
        long now = System.nanoTime();
        time.begin(around.stop(), new Lengthy(around.console()::say, "Wait: " + what, now), now);
    }

    /** A page for people: no row depends on it, so that no start fails over it. */
    private void report(Path directory, Fetching.Outside around) {
        Path target = directory.resolve(ReportPage.NAME);
        if (run.state() == RunRecord.State.FINISHED && Files.exists(target)) {
            return;
        }
        begin("the report is written", around);
        try {
            new Reporting(job, run, store.jdbc(), store.transactions()).write(target, false, this::check);
        } catch (FinishTime.Over e) {
            around.console().warn(target + " is not written, since --grace is over. The verb report makes it later");
        } catch (IOException e) {
            around.console().warn(target + " is not written: " + e.getMessage() + ". The verb report makes it later");
        }
    }
}
