package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code prune} was asked for.
 *
 * @param runId the only run that may go; null when any may
 * @param keepLast how many finished runs of each server stay, at least one
 * @param looksOnly whether it only says what would go
 * @param lockPatience how long to wait for another process of this job
 */
public record PruneRequest(
        JobFile job, @Nullable String runId, int keepLast, boolean looksOnly, Duration lockPatience) {

    /** Agrees to what cannot be undone, or does not. */
    @FunctionalInterface
    public interface Approval {

        /**
         * Returns when it may be done.
         *
         * @throws RunException exit 8 when it was not agreed to
         */
        void ask(String what) throws RunException;
    }
}
