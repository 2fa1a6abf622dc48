package com.handinger.batch.run;

import com.handinger.batch.report.Summary;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code store.status.json}: who holds a store, and how its work stands. Immutable.
 *
 * @param owner names this owner among all that ever were
 * @param pid id of the process on its host
 * @param since when it took the store
 * @param updatedAt when this was written; a live owner writes it every few seconds
 * @param work what it does; null before that is known
 */
record OwnerStatus(
        String owner,
        long pid,
        String host,
        Instant since,
        Instant updatedAt,
        @Nullable Work work) {

    /** The system may tell the start of a process a little too late. */
    private static final Duration START_ROUNDED = Duration.ofSeconds(2);

    /**
     * What the owner of a store does.
     *
     * @param command what continues it, in whichever folder it is said
     * @param runId null while the run is being chosen or loaded
     * @param baseUrl the server that it is fixed to; null with the run
     * @param directory absolute folder of the result files; null with the run
     * @param rows rows of the whole run by state; null with the run
     * @param inFlight rows that the process follows at the server, or sends; null while it follows none
     * @param inDoubt rows that were sent, perhaps, and that it looks up; null with {@code inFlight}
     * @param creditsSpent by tasks that ended
     * @param creditsReserved for tasks that are under way or in doubt
     * @param creditsLimit of this start; null means none
     * @param rowsPerMinute that settled in this start; null before the first
     * @param waitingFor why nothing is sent; null while it is
     */
    record Work(
            String job,
            String command,
            @Nullable String runId,
            @Nullable String baseUrl,
            @Nullable String directory,
            Summary.@Nullable Rows rows,
            @Nullable Integer inFlight,
            @Nullable Integer inDoubt,
            long creditsSpent,
            long creditsReserved,
            @Nullable Long creditsLimit,
            @Nullable Double rowsPerMinute,
            @Nullable String waitingFor) {

        /** Before the run is known. */
        static Work choosing(String job, String command, @Nullable Long limit) {
            return new Work(job, command, null, null, null, null, null, null, 0, 0, limit, null, null);
        }
    }

    OwnerStatus(String owner, long pid, String host, Instant since) {
        this(owner, pid, host, since, since, null);
    }

    OwnerStatus at(Instant now, @Nullable Work does) {
        return new OwnerStatus(owner, pid, host, since, now, does);
    }

    /** Its process while it lives, as far as this machine can tell; another one that got its id since is not it. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::began);
    }

    private boolean began(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(started -> !started.isAfter(since.plus(START_ROUNDED)))
                .orElse(true);
    }

    /** Who it is, for people. */
    String who() {
        Work does = work;
        String run = does == null ? "" : ", " + (does.runId == null ? "job " + does.job : "run " + does.runId);
        return "process " + pid + " on " + host + run + ", since " + since.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The run that it works on, as far as known; null before. */
    @Nullable
    String runId() {
        return work == null ? null : work.runId;
    }
}
