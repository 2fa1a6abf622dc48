package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one start is asked to do.
 *
 * @param runId names the run; null means the newest one, or a generated id
 * @param choice what to do when the job or its input changed
 * @param abandon whether an unfinished run may be given up for a new one
 * @param rows the rows that are worked on
 * @param tolerance rows that may end badly without turning the exit code to 1
 * @param grace how long a stop waits for what is under way
 * @param lockPatience how long to wait for a store that another process holds
 * @param command what continues this start as a person would type it: with the rows it selects, without what was
 *     decided once for all
 * @param rest the same without a selection: all rows that are left
 * @param elsewhere {@code command} as it can be said in any folder
 * @param worker what to do about a worker that is made from a template
 * @param unnamed whether tasks are sent without ids of ours, for a server that keeps none
 */
public record RunRequest(
        JobFile job,
        @Nullable String runId,
        Choice choice,
        boolean abandon,
        RowRange rows,
        Tolerance tolerance,
        Duration grace,
        Duration lockPatience,
        String command,
        String rest,
        String elsewhere,
        WorkerOrder worker,
        boolean unnamed) {

    private static final Pattern CREDITS_TOLD = Pattern.compile(" --set limits\\.credits=\\S*");

    /** The same request with what a person says about the worker. */
    public RunRequest with(WorkerOrder order) {
        return with(order, unnamed);
    }

    /** The same request for tasks that get no ids of ours. */
    public RunRequest withoutIds() {
        return with(worker, true);
    }

    private RunRequest with(WorkerOrder order, boolean withoutIds) {
        return new RunRequest(
                job,
                runId,
                choice,
                abandon,
                rows,
                tolerance,
                grace,
                lockPatience,
                command,
                rest,
                elsewhere,
                order,
                withoutIds);
    }

    /** A request whose command can be said in any folder, and that says nothing of the worker. */
    public RunRequest(
            JobFile job,
            @Nullable String runId,
            Choice choice,
            boolean abandon,
            RowRange rows,
            Tolerance tolerance,
            Duration grace,
            Duration lockPatience,
            String command,
            String rest) {
        this(
                job,
                runId,
                choice,
                abandon,
                rows,
                tolerance,
                grace,
                lockPatience,
                command,
                rest,
                command,
                new WorkerOrder.None(),
                false);
    }

    /** The same request for rows that were sent before: it claims nothing new, and the change is still to be taken over. */
    RunRequest sendingNothing() {
        String again = command + " --accept-changes";
        return new RunRequest(
                job,
                runId,
                choice,
                abandon,
                RowRange.NONE,
                tolerance,
                grace,
                lockPatience,
                again,
                again,
                elsewhere + " --accept-changes",
                worker,
                unnamed);
    }

    /** The same request with a credit limit that its job file does not tell; what continues it tells it. */
    RunRequest within(JobFile.Limits.Credits credits) {
        Long most = credits.most();
        String set = " --set limits.credits=" + (most == null ? "none" : String.valueOf(most));
        return withoutCredits().saying(job.within(credits), set);
    }

    private RunRequest withoutCredits() {
        return commands(job, RunRequest::withoutCredits);
    }

    /** A command with this credit limit. */
    static String raised(String command, long credits) {
        return limited(command, String.valueOf(credits));
    }

    static String limited(String command, String credits) {
        return withoutCredits(command) + " --set limits.credits=" + credits;
    }

    /** A command without the credit limit that it may tell already, so that another one can be told. */
    static String withoutCredits(String command) {
        return CREDITS_TOLD.matcher(command).replaceAll("");
    }

    /** The same request; what continues it has one more option. */
    RunRequest saying(String option) {
        return saying(job, option);
    }

    private RunRequest saying(JobFile told, String option) {
        return commands(told, command -> command + option);
    }

    RunRequest commands(JobFile told, UnaryOperator<String> change) {
        return new RunRequest(
                told,
                runId,
                choice,
                abandon,
                rows,
                tolerance,
                grace,
                lockPatience,
                change.apply(command),
                change.apply(rest),
                change.apply(elsewhere),
                worker,
                unnamed);
    }

    /** What a person decided. */
    public enum Choice {
        /** Nothing: continue what is the same, ask otherwise. */
        NONE,
        /** Take over a changed input and changed settings. */
        ACCEPT_CHANGES,
        /** Buy everything anew. */
        NEW,
        /** Continue as loaded, without reading the input. */
        RESUME,
        /** Look every row of a new run up before it is sent, and take over what the server has. */
        LOOK_FIRST
    }
}
