package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.ReportPage;
import com.handinger.batch.report.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes the HTML report of a run from its ledger, whether or not somebody works on it. Changes nothing there. */
public final class ReportService {

    private final Console console;
    private final boolean json;
    private final StopSwitch stop;
    private final StoreCopy.Wait wait;

    /**
     * Prepares.
     *
     * @param json whether events go to standard output as JSON lines
     * @param patience how long to wait for a process that works with the store
     */
    public ReportService(Console console, StopSwitch stop, boolean json, Duration patience) {
        this.console = console;
        this.json = json;
        this.stop = stop;
        wait = new StoreCopy.Wait(patience, stop, console);
    }

    /**
     * Writes it.
     *
     * @param runId names the run; null means the newest one
     * @param output the file; null means {@code report.html} in the folder of the run
     * @throws RunException exit 2 when there is no such run, or the file cannot be written, exit 6 when it was stopped,
     *     exit 7 when a process holds the store that does not answer
     */
    public Written report(JobFile job, @Nullable String runId, @Nullable Path output) throws RunException {
        if (output != null) {
            Kept.guard("--output", job, output);
        }
        Path target = output;
        try (StoreView view = StoreView.open(job, wait)) {
            RunRecord run = view.run(job, runId);
            target = output == null ? Path.of(run.directory()).resolve(ReportPage.NAME) : output;
            if (output == null) {
                Files.createDirectories(Path.of(run.directory()));
            }
            RowCounts counts = new Ledger(view.jdbc(), view.transactions()).counts(run, RowRange.ALL);
            if (json) {
                console.data(view.launch(job, run, counts).launchLine());
            }
            new Reporting(job, run, view.jdbc(), view.transactions()).write(target, view.moment(), this::goOn);
            return new Written(
                    run.id(),
                    counts.total(),
                    target,
                    view.moment(),
                    Summaries.rows(counts),
                    view.credits(job, run),
                    Path.of(run.directory()));
        } catch (Stopped e) {
            throw new RunException(ExitCode.STOPPED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    target + " cannot be written: " + FileTrouble.of(e)
                            + "; make room or give access there, or name another with --output",
                    e);
        }
    }

    private void goOn() throws IOException {
        if (stop.stopped()) {
            throw new Stopped(stop.reason() + "; nothing was written");
        }
    }

    private static final class Stopped extends IOException {

        private static final long serialVersionUID = 1L;

        Stopped(String message) {
            super(message);
        }
    }
}
