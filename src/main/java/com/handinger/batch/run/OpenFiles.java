package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.pacing.PaceRules;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many files this process may still open: each task in flight is a connection, and each connection is a file.
 *
 * @param limit of the process, which {@code ulimit -n} sets
 * @param open by now
 */
record OpenFiles(long limit, long open) {

    /** For the store, result files, and whatever the JVM opens. */
    private static final long RESERVE = 100;

    /** A connection of the row's own, and one that is being closed or read beside it. */
    private static final int CONNECTIONS = 2;

    /** Of this process; null where the system does not tell. */
    static @Nullable OpenFiles now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : null;
    }

    /** Tasks in flight that there are files for; at least one. The sandbox has the other end of each connection. */
    long tasks(JobFile job) {
        int ends = job.api().baseUrl() == null ? 2 : 1;
        return Math.max(1, (limit - open - RESERVE) / ((long) CONNECTIONS * ends));
    }

    /** The pace that the job file tells, with no more tasks in flight than there are files for. */
    static PaceRules pace(JobFile job, @Nullable OpenFiles files) {
        JobFile.Concurrency told = job.limits().concurrency();
        long most = files == null ? told.max() : Math.min(told.max(), files.tasks(job));
        return new PaceRules(
                (int) Math.min(told.min(), most), (int) most, job.limits().requestsPerMinute());
    }

    /** What a person must know of it; null when the job file has its way. */
    static @Nullable String remark(JobFile job, @Nullable OpenFiles files) {
        PaceRules pace = pace(job, files);
        return files == null || pace.mostTasks() >= job.limits().concurrency().max()
                ? null
                : "limits.concurrency is " + job.limits().concurrency() + ", but this process may open " + files.limit
                        + " files only: at most " + pace.mostTasks()
                        + " tasks are in flight. Raise it with ulimit -n before the start";
    }
}
