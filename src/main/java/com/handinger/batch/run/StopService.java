package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.task.Span;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks the process that works on a job to leave in order, and waits until it has. */
public final class StopService {

    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private final Console console;
    private final StopSwitch interrupt;

    /** Prepares; {@code interrupt} ends the wait. */
    public StopService(Console console, StopSwitch interrupt) {
        this.console = console;
        this.interrupt = interrupt;
    }

    /**
     * What became of the request.
     *
     * @param exit 0 when nothing runs any more, 1 when it still does
     * @param runId the run that was asked to stop; null when none was, or nobody said which
     */
    public record Answer(
            ExitCode exit, String reason, @Nullable String runId) {

        Answer(ExitCode exit, String reason) {
            this(exit, reason, null);
        }
    }

    /**
     * Asks and waits.
     *
     * @param runId the run that shall stop; null means whatever runs for this job
     * @throws RunException exit 2 when there is no ledger, or the request cannot be left beside it, exit 6 when the wait was ended; the
     *     request stands then
     */
    public Answer execute(JobFile job, @Nullable String runId, Duration patience) throws RunException {
        StoreLocation location = StoreLocation.where(job);
        OwnerFiles files = new OwnerFiles(location);
        long end = System.nanoTime() + patience.toNanos();
        try {
            OwnerStatus owner = files.live(Instant.now());
            while (owner == null) {
                if (!files.storeExists()) {
                    throw nowhere(location);
                }
                if (!files.held()) {
                    files.removeNote();
                    return new Answer(ExitCode.DONE, "nothing runs for this job: nobody holds " + location.shown());
                }
                // It may have begun this very moment, and not have said so yet.
                if (over(end)) {
                    return new Answer(
                            ExitCode.ROWS,
                            "a process holds " + location.shown()
                                    + " and does not say which: it may be suspended, or another program");
                }
                owner = files.live(Instant.now());
            }
            Answer other = another(owner, job, runId);
            return other == null ? ask(files, owner, patience, end) : other;
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the request to stop cannot be left beside " + location.shown() + ": " + FileTrouble.located(e)
                            + "; give access there, or end the process with SIGTERM",
                    e);
        }
    }

    private static RunException nowhere(StoreLocation location) {
        return new RunException(
                ExitCode.USAGE,
                "there is no ledger at " + location.shown()
                        + ", so nothing can be stopped there; say --runs-dir (or HANDINGER_RUNS_DIR) and store.url as the"
                        + " start did that shall stop");
    }

    private static @Nullable Answer another(OwnerStatus owner, JobFile job, @Nullable String runId) {
        OwnerStatus.Work work = owner.work();
        if (work != null && !work.job().equals(job.name())) {
            return new Answer(
                    ExitCode.DONE,
                    "nothing runs for job " + job.name() + "; its store is held for job " + work.job() + " by "
                            + owner.who() + ", which goes on");
        }
        String running = owner.runId();
        if (runId != null && running != null && !running.equals(runId)) {
            return new Answer(ExitCode.DONE, "run " + runId + " does not run; " + owner.who() + " goes on");
        }
        return null;
    }

    private Answer ask(OwnerFiles files, OwnerStatus owner, Duration patience, long end)
            throws IOException, RunException {
        files.write(new StopNote(owner.owner(), owner.pid(), owner.since(), Instant.now(), asker()));
        console.say("Asked " + owner.who() + " to stop; waiting up to " + Span.text(patience) + " until it has left");
        ProcessHandle process = process(owner);
        long began = System.nanoTime();
        long reminded = began;
        while (there(files, owner) || (process != null && process.isAlive())) {
            if (over(end)) {
                return new Answer(
                        ExitCode.ROWS,
                        owner.who() + " has not left within " + Span.text(patience)
                                + "; it was asked and leaves when it has finished. Wait again with --wait 5m, or end it"
                                + " with kill -9 " + owner.pid() + ", which is safe too",
                        owner.runId());
            }
            long now = System.nanoTime();
            if (now - reminded >= REMINDER.toNanos()) {
                reminded = now;
                console.say("Still waiting for " + owner.who());
            }
        }
        StopNote left = files.note();
        if (left != null && left.owner().equals(owner.owner())) {
            files.removeNote();
        }
        OwnerStatus.Work work = owner.work();
        return new Answer(
                ExitCode.DONE,
                owner.who() + " has left after " + Span.text(Duration.ofNanos(System.nanoTime() - began))
                        + (work == null ? "" : ". Continue: " + work.command()),
                owner.runId());
    }

    /** Known before it leaves, so that no later process is taken for it; null where it cannot be watched. */
    private static @Nullable ProcessHandle process(OwnerStatus owner) {
        boolean here = owner.host().equals(OwnerFiles.host());
        boolean self = owner.pid() == ProcessHandle.current().pid();
        return here && !self ? owner.process().orElse(null) : null;
    }

    /** Its last word goes before its lock does. */
    private static boolean there(OwnerFiles files, OwnerStatus owner) throws IOException {
        OwnerStatus now = files.live(Instant.now());
        if (now != null) {
            return now.owner().equals(owner.owner());
        }
        return files.held();
    }

    /** Waits a moment, or says that there is no time left. */
    private boolean over(long end) throws RunException {
        if (System.nanoTime() - end >= 0) {
            return true;
        }
        try {
            if (interrupt.await(GLANCE)) {
                interrupt.check("no longer waiting; what was asked to stop still stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return false;
    }

    private static String asker() {
        return System.getProperty("user.name", "somebody") + "@" + OwnerFiles.host();
    }
}
