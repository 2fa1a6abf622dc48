package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.Downloads;
import com.handinger.batch.report.SummaryFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that tasks published, at the end of a start: fetched where the job wants them. For one thread. */
final class PublishedFiles {

    private static final int SHOWN = 3;

    private final JobFile job;
    private final RunRecord run;
    private final OpenStore store;
    private final Fetching.Outside outside;
    private @Nullable Downloads report;
    private boolean done = true;

    PublishedFiles(JobFile job, RunRecord run, OpenStore store, Fetching.Outside outside) {
        this.job = job;
        this.run = run;
        this.store = store;
        this.outside = outside;
    }

    /**
     * Fetches, unless the start ended in disorder or somebody asks to stop.
     *
     * @return how the start ends now
     */
    Ending fetch(Ending ending) throws IOException {
        JobFile.Output.Downloads wanted = job.output().downloads();
        if (wanted == null || !ending.orderly() || outside.stop().stopped()) {
            return ending;
        }
        Fetching fetching = new Fetching(job, wanted, run, store, outside);
        try {
            done = fetching.fetch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done = false;
        }
        Downloads now = fetching.report();
        report = now;
        tell(now, fetching.givenUp());
        Ending asked = outside.gateway().counted(ending);
        return done ? asked : asked.unfinished("not all files of tasks were fetched; the next start goes on with them");
    }

    private void tell(Downloads now, @Nullable String givenUp) {
        if (now.fetched() > 0) {
            outside.console().say(now.text());
        }
        now.first().stream()
                .limit(SHOWN)
                .forEach(file -> outside.console()
                        .warn("Row " + file.row() + " (key " + file.key() + "): its file " + file.file()
                                + " is missing: " + file.reason() + ". The next start tries again."));
        if (now.missing() > SHOWN) {
            outside.console()
                    .warn("and " + Counted.of(now.missing() - SHOWN, "more file is", "more files are")
                            + " missing: see summary.json");
        }
        if (givenUp != null) {
            outside.console().warn("Files of tasks are no longer asked for: " + givenUp);
        }
    }

    /** What became of them; null when nobody asked. */
    @Nullable
    Downloads report() {
        return report;
    }

    /** Brings the summary of a run that has finished up to date, when any came. */
    void amend(Path directory) throws IOException {
        Downloads now = report;
        if (now != null && now.fetched() > 0) {
            SummaryFile.amend(directory, now);
        }
    }

    /** Whether nothing was left for want of time. */
    boolean done() {
        return done;
    }
}
