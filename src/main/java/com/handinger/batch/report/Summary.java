package com.handinger.batch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.handinger.batch.pacing.PaceTrail;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * How one start of a run ended, and where the run stands: {@code summary.json}, and the {@code done} line of
 * {@code --json}. Immutable.
 *
 * @param baseUrl identity of the server: its address, or {@code sandbox}
 * @param exit exit code of the process
 * @param reason for people: why it ended
 * @param resumable whether the same command would send or follow anything
 * @param limitsMet names of the limits that ended the start, such as {@code limits.credits}
 * @param attempts task ids minted over the whole run
 * @param surplusTurns turns at the server beyond one for each attempt, as far as answers told
 * @param audit figures of the last finished {@code verify}, or {@link #NOT_AUDITED}
 * @param forecast what the rows that are left will take; null unless a pilot has just told
 * @param downloads what became of the files that tasks published; null where nobody wants them
 * @param directory absolute folder of the result files
 * @param continueWith the command that continues; null when nothing is left
 */
public record Summary(
        String runId,
        String job,
        String baseUrl,
        String worker,
        int exit,
        String reason,
        boolean resumable,
        Rows rows,
        Credits credits,
        Requests requests,
        Timings timings,
        Pace pace,
        List<String> limitsMet,
        long attempts,
        long surplusTurns,
        Audit audit,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Forecast forecast,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Downloads downloads,
        @JsonSerialize(using = ToStringSerializer.class) Path directory,
        @JsonProperty("continue") @Nullable String continueWith) {

    /** The audit of a run that was not verified. */
    public static final Audit NOT_AUDITED = new Audit.NotRun();

    /** Copies the list. */
    public Summary {
        limitsMet = List.copyOf(limitsMet);
    }

    /** The same with what became of files. */
    public Summary with(@Nullable Downloads files) {
        return new Summary(
                runId,
                job,
                baseUrl,
                worker,
                exit,
                reason,
                resumable,
                rows,
                credits,
                requests,
                timings,
                pace,
                limitsMet,
                attempts,
                surplusTurns,
                audit,
                forecast,
                files,
                directory,
                continueWith);
    }

    /** Rows of the whole run by their state; {@code total} is their sum. */
    public record Rows(
            long total,
            long completed,
            long failed,
            long unusable,
            long rejected,
            long pending,
            long sending,
            long unknown,
            long running) {

        /** Rows of an input that was only read: what is not rejected has not been sent. */
        public static Rows unsent(long total, long rejected) {
            return new Rows(total, 0, 0, 0, rejected, total - rejected, 0, 0, 0);
        }
    }

    /**
     * Credits of the whole run.
     *
     * @param spent of tasks that ended
     * @param reserved for tasks that are under way or in doubt
     * @param limit {@code limits.credits}; null without a limit
     */
    public record Credits(
            long spent, long reserved, @Nullable Long limit) {}

    /**
     * Requests of this start.
     *
     * @param sent POSTs that could buy a task
     * @param reads look-ups and polls
     * @param rateLimited answers 429 among both
     * @param failed answers 5xx and requests without an answer, among both
     */
    public record Requests(long sent, long reads, long rateLimited, long failed) {}

    /**
     * Times of this start, in UTC.
     *
     * @param firstSendAt null when nothing was sent
     * @param lastAnswerAt when the last row settled; null when none did
     */
    @JsonPropertyOrder({"startedAt", "endedAt", "seconds"})
    public record Timings(
            Instant startedAt,
            Instant endedAt,
            @Nullable Instant firstSendAt,
            @Nullable Instant lastAnswerAt) {

        /** Length of this start in seconds. */
        @JsonProperty("seconds")
        public double seconds() {
            return Duration.between(startedAt, endedAt).toMillis() / 1000.0;
        }
    }

    /**
     * Pace of this start.
     *
     * @param rowsPerMinute settled rows per minute; null when none settled
     * @param taskMs how long the server worked on a task
     * @param concurrency tasks that were allowed in flight; null when nothing was sent
     * @param requestsPerMinute requests that the server put up with; null when nothing was sent
     */
    public record Pace(
            @Nullable Double rowsPerMinute,
            TaskMs taskMs,
            @Nullable PaceTrail concurrency,
            @Nullable PaceTrail requestsPerMinute) {}

    /**
     * Durations of tasks in milliseconds; null when no task ended.
     *
     * @param p50 half of the tasks took no longer
     * @param p95 95 of 100 took no longer
     */
    public record TaskMs(@Nullable Long p50, @Nullable Long p95) {}

    /** The last line on standard output with {@code --json}: one JSON object without a line end. */
    public String doneLine() {
        return SummaryJson.line(new Done(
                "done", runId, exit, reason, resumable, rows, credits, forecast, directory.toString(), continueWith));
    }

    /**
     * The last line of a command that ended without knowing a run: the same fields, with null or 0 for what is unknown.
     *
     * @param continueWith the command that begins or continues; null when it would end in the same way
     */
    public static String doneLineWithoutRun(int exit, String reason, Rows rows, @Nullable String continueWith) {
        return SummaryJson.line(new Done(
                "done",
                null,
                exit,
                reason,
                continueWith != null,
                rows,
                new Credits(0, 0, null),
                null,
                null,
                continueWith));
    }

    record Done(
            String event,
            @Nullable String runId,
            int exit,
            String reason,
            boolean resumable,
            Rows rows,
            Credits credits,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Forecast forecast,

            @Nullable String directory,
            @JsonProperty("continue") @Nullable String continueWith) {}
}
