package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * Why a run stops before its last row.
 *
 * @param message for people: what, where, what to do
 * @param limit the key of the limit that was met; null when it was none
 */
public record StopCause(Kind kind, String message, @Nullable String limit) {

    /** A cause that is no limit of the job file. */
    public StopCause(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Kinds of stop; each has an exit code of its own. */
    public enum Kind {
        /** The key was refused, or belongs to somebody else. */
        CREDENTIALS,
        /** The server did what makes it unsafe to go on. */
        FATAL_ANSWER,
        /** No credits left. */
        CREDITS,
        /** Asked to stop, or the server is away. */
        STOPPED
    }
}
