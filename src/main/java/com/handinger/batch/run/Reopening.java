package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which rows that have ended are opened again before a start, because a person said so. */
public sealed interface Reopening {

    /** No row. */
    record None() implements Reopening {

        @Override
        public void refuseWithoutRun(JobFile job) {}
    }

    /**
     * Rows that did not complete get a new attempt.
     *
     * @param keys a file with one key in each line; null means all rows that ended so
     * @param fresh whether a completed task whose answer cannot be read is bought anew, too
     */
    record Retry(Set<Status> statuses, @Nullable Path keys, boolean fresh) implements Reopening {}

    /** How a row may have ended that is retried. */
    enum Status {
        FAILED,
        UNUSABLE
    }

    /** One row that is unresolved is settled by hand. */
    record Resolve(String key, Choice choice) implements Reopening {}

    /** What is done with a row of which nobody knows whether the server took it. */
    enum Choice {
        /** What the server has under its id is taken. */
        ADOPT,
        /** The same id is sent once more. */
        RESEND,
        /** It has failed for good. */
        GIVE_UP
    }

    /** Whether anything may be sent for it. */
    default boolean buys() {
        return !(this instanceof Resolve resolve) || resolve.choice() == Choice.RESEND;
    }

    /**
     * Refuses a job that has no run.
     *
     * @throws RunException exit 2
     */
    default void refuseWithoutRun(JobFile job) throws RunException {
        throw new RunException(
                ExitCode.USAGE,
                "job " + job.name() + " has no such run yet, so no row of it has ended. Nothing was sent. Begin it with"
                        + " run");
    }
}
