package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows go where.
 *
 * @param runId names the run; null means the newest one
 * @param states of the rows that are wanted
 * @param target the file; null means standard output
 * @param patience how long to wait for a process that works with the store
 */
public record ExportRequest(
        JobFile job,
        @Nullable String runId,
        ResultFormat format,
        Set<RowState> states,
        @Nullable Path target,
        Duration patience) {}
