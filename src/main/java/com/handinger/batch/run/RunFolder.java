package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.LatestPointer;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.output.ResultDirectory;
import com.handinger.batch.output.RunFile;
import com.handinger.batch.progress.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The folder of a run's result files, and what says whose it is. */
final class RunFolder {

    private final JobFile job;
    private final RunRecord run;
    private final OpenStore store;
    private final StoreLocation location;
    private final Path directory;

    RunFolder(JobFile job, RunRecord run, OpenStore store, StoreLocation location) {
        this.job = job;
        this.run = run;
        this.store = store;
        this.location = location;
        directory = Path.of(run.directory());
    }

    /** Takes the folder for this run. */
    void claim(Console console) throws RunException, IOException {
        RunFile file = runFile(job, run, location, store);
        try {
            if (new LedgerRuns(store.jdbc()).began(run.number()) && ResultDirectory.reclaim(directory, file)) {
                console.say("Files of this run were deleted from " + directory
                        + ": all of them are made anew from the ledger.");
            }
            ResultDirectory.claim(directory, file, job.output().overwrite());
        } catch (OutputException e) {
            throw new RunException(ExitCode.USAGE, e.getMessage() + "\nNothing was sent.", e);
        }
        LatestPointer.point(job.runsDirectory().resolve(job.name()), directory);
    }

    /** Somebody may have deleted the folder meanwhile; without the file the next start would not know it. */
    void restore() throws IOException {
        if (!Files.exists(directory.resolve(RunFile.NAME))) {
            runFile(job, run, location, store).write(directory);
            LatestPointer.point(job.runsDirectory().resolve(job.name()), directory);
        }
    }

    /** What says whose a folder is. */
    static RunFile runFile(JobFile job, RunRecord run, StoreLocation location, OpenStore store) {
        Path input = job.input().file();
        return new RunFile(
                job.name(),
                run.id(),
                job.file().toString(),
                run.baseUrl(),
                new Workers(job, store.jdbc()).shown(run),
                location.url(),
                input == null ? null : input.toString(),
                run.input().fingerprint(),
                Instant.parse(run.createdAt()),
                Version.current());
    }
}
