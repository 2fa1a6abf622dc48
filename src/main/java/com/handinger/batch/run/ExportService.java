package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.output.RowExport;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.Written;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes rows of a run from its ledger, whether or not somebody works on it. Changes nothing there. */
public final class ExportService {

    private static final int PIECE = 1 << 16;

    private final Console console;
    private final StopSwitch stop;
    private final boolean json;

    /**
     * Prepares.
     *
     * @param json whether events go to standard output as JSON lines
     */
    public ExportService(Console console, StopSwitch stop, boolean json) {
        this.console = console;
        this.stop = stop;
        this.json = json;
    }

    /**
     * Writes them.
     *
     * @throws RunException exit 2 when there is no such run, or the file cannot be written; as {@link StoreView#open}
     */
    public Written export(ExportRequest request) throws RunException {
        Path target = request.target();
        if (target != null) {
            Kept.guard("--output", request.job(), target);
            return write(request, target);
        }
        Path folder = spool();
        try {
            Path file = folder.resolve("rows");
            Written written = write(request, file);
            send(file);
            return written.toStandardOutput();
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED, "the rows cannot be read back from " + folder + ": " + FileTrouble.of(e), e);
        } finally {
            remove(folder);
        }
    }

    private Written write(ExportRequest request, Path file) throws RunException {
        JobFile job = request.job();
        StoreCopy.Wait wait = new StoreCopy.Wait(request.patience(), stop, console);
        try (StoreView view = StoreView.open(job, wait)) {
            RunRecord run = view.run(job, request.runId());
            Ledger ledger = new Ledger(view.jdbc(), view.transactions());
            RowCounts counts = ledger.counts(run, RowRange.ALL);
            greet(job, run, counts, view);
            RowExport export = new RowExport(
                    job.output(), run.input().columns(), request.states(), RunRows.of(view.jdbc(), run, this::goOn));
            return new Written(
                    run.id(),
                    export.write(file, request.format()),
                    file,
                    view.moment(),
                    Summaries.rows(counts),
                    view.credits(job, run),
                    Path.of(run.directory()));
        } catch (OutputException e) {
            throw new RunException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RunException(ExitCode.STOPPED, String.valueOf(e.getMessage()), e);
        }
    }

    private void goOn() throws IOException {
        if (stop.stopped()) {
            throw new IOException(stop.reason() + "; nothing was written");
        }
    }

    private void greet(JobFile job, RunRecord run, RowCounts counts, StoreView view) {
        if (json) {
            console.data(view.launch(job, run, counts).launchLine());
        }
        console.say("Run " + run.id() + " of " + job.name() + " on " + run.baseUrl() + ", "
                + run.state().name().toLowerCase(Locale.ROOT) + ": " + counts.settled() + " of "
                + Counted.of(counts.total(), "row has", "rows have")
                + " ended");
    }

    /** Only whole rows go out, and nobody who reads slowly keeps a run from its store. */
    private static Path spool() throws RunException {
        try {
            return Files.createTempDirectory("handinger-export-");
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the rows are collected in a temporary folder first, and none can be made: " + FileTrouble.of(e)
                            + "; say --output FILE, or -Djava.io.tmpdir=DIR",
                    e);
        }
    }

    private void send(Path file) throws IOException, RunException {
        byte[] piece = new byte[PIECE];
        try (InputStream rows = Files.newInputStream(file)) {
            for (int read = rows.read(piece); read >= 0; read = rows.read(piece)) {
                stop.check("standard output has a part of the rows");
                console.out().write(piece, 0, read);
                if (console.out().checkError()) {
                    throw new RunException(ExitCode.STOPPED, "standard output was closed before it had all rows");
                }
            }
        }
    }

    private static void remove(Path folder) throws RunException {
        try {
            Files.deleteIfExists(folder.resolve("rows"));
            Files.delete(folder);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED, "the temporary folder " + folder + " cannot be removed: " + FileTrouble.of(e), e);
        }
    }
}
