package com.handinger.batch.run;

import org.jspecify.annotations.Nullable;

/** Ends a start before its work, with an exit code and a message for people: what, where, what to do. */
public final class RunException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ExitCode exit;

    /** Without a cause worth showing. */
    public RunException(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
    }

    /** With the cause that {@code -v} shows. */
    public RunException(ExitCode exit, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** The exit code of the process. */
    public ExitCode exit() {
        return exit;
    }
}
