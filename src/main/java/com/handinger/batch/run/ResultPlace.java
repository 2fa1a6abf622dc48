package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.output.ResultDirectory;
import com.handinger.batch.progress.Console;
import java.nio.file.Path;

/** Where the files of a run are: where its job file says by now, since output settings are no part of what was bought. */
final class ResultPlace {

    private final JobFile job;
    private final OpenStore store;
    private final StoreLocation location;
    private final Console console;

    ResultPlace(JobFile job, OpenStore store, StoreLocation location, Console console) {
        this.job = job;
        this.store = store;
        this.location = location;
        this.console = console;
    }

    /**
     * The run with the folder that counts from now on.
     *
     * @throws RunException exit 2 when another run's files are in it, or it cannot be made; the run stays as it was
     */
    RunRecord of(RunRecord run) throws RunException {
        String wanted = ResultDirectory.locate(job, run.id()).toString();
        if (wanted.equals(run.directory())) {
            return run;
        }
        RunRecord moved = run.in(wanted);
        try {
            ResultDirectory.claim(
                    Path.of(wanted),
                    RunFolder.runFile(job, moved, location, store),
                    job.output().overwrite());
        } catch (OutputException e) {
            throw new RunException(ExitCode.USAGE, e.getMessage() + "\nNothing was sent.", e);
        }
        new LedgerRuns(store.jdbc()).save(moved);
        if (ResultDirectory.belongs(Path.of(run.directory()), RunFolder.runFile(job, run, location, store))) {
            console.say("The results of this run are written to " + wanted + " from now on; what is in "
                    + run.directory() + " stays there and is no longer kept up to date.");
        }
        return moved;
    }
}
