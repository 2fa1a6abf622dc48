package com.handinger.batch.run;

import org.jspecify.annotations.Nullable;

/** Ends a start before its work, with an exit code and a message for people: what, where, what to do. */
public final class RunException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final @Nullable String continueWith;
    private @Nullable String runId;

    /** Without a cause worth showing. */
    public RunException(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
        continueWith = null;
    }

    /** With the cause that {@code -v} shows. */
    public RunException(ExitCode exit, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
        continueWith = null;
    }

    /** After the run had begun: another command than the one that was typed may continue it. */
    RunException(ExitCode exit, @Nullable String message, Throwable cause, String continueWith) {
        super(message, cause);
        this.exit = exit;
        this.continueWith = continueWith;
    }

    /** The same, about a run that is there. */
    RunException about(@Nullable String run) {
        runId = run;
        return this;
    }

    /** The run that it is about, which the start did not begin to work on; null when it is about none. */
    public @Nullable String runId() {
        return runId;
    }

    /** The exit code of the process. */
    public ExitCode exit() {
        return exit;
    }

    /** The command that continues the run that had begun; null when none had. */
    public @Nullable String continueWith() {
        return continueWith;
    }
}
