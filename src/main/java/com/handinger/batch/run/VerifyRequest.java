package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one audit is asked to do.
 *
 * @param runId names the run; null means the newest one
 * @param sample attempts to draw; null means all
 * @param seed what they are drawn with; null means any
 * @param lockPatience how long to wait for a store that another process holds
 * @param command what goes on with it, as a person would type it
 */
public record VerifyRequest(
        JobFile job,
        @Nullable String runId,
        @Nullable Integer sample,
        @Nullable Long seed,
        Duration lockPatience,
        String command) {}
