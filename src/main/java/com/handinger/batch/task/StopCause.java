package com.handinger.batch.task;

/**
 * Why a run stops before its last row.
 *
 * @param message for people: what, where, what to do
 */
public record StopCause(Kind kind, String message) {

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
