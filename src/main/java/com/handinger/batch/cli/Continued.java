package com.handinger.batch.cli;

import com.handinger.batch.report.JobStatus;
import org.jspecify.annotations.Nullable;

/** A verb that can be said again when it was stopped. */
interface Continued {

    /** This command as it can be pasted, to begin what had not begun. */
    String typed();

    /**
     * How the run stands that a failure is about.
     *
     * @return null where that cannot be told
     */
    JobStatus.@Nullable Run standing(String runId);

    /** The same after a failure that nobody foresaw: it must not begin anything for the second time. */
    default String careful() {
        return typed();
    }
}
