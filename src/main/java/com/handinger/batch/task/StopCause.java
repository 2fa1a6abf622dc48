package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Why a run stops before its last row.
 *
 * @param message for people: what, where, what to do
 * @param limit the key of the limit that was met; null when it was none
 */
public record StopCause(Kind kind, String message, @Nullable String limit) {

    /** The command that examines a server, in a message from where nobody knows the job's file. */
    public static final String DOCTOR = "doctor JOB";
    /** The limit of credits. */
    public static final String CREDIT_LIMIT = "limits.credits";

    /** The limit of rows that end badly. */
    public static final String ERROR_LIMIT = "limits.errors";

    private static final int UNKNOWN_KEY = 401;

    /** A cause that is no limit of the job file. */
    public StopCause(Kind kind, String message) {
        this(kind, message, null);
    }

    /** The same with the job's file in the commands that it names. */
    public StopCause naming(String jobFile) {
        return new StopCause(kind, message.replace(DOCTOR, "handinger-batch doctor " + jobFile), limit);
    }

    /** The same with something more to know; null for nothing. */
    public StopCause with(@Nullable String remark) {
        return remark == null ? this : new StopCause(kind, message + ". " + remark, limit);
    }

    /** What it is, in a few words where there are such. */
    public String name() {
        if (limit != null) {
            return limit + " is reached";
        }
        return kind == Kind.STOPPED ? message : kind.words;
    }

    /** Kinds of stop; each has an exit code of its own. */
    public enum Kind {
        /** The key was refused, or belongs to somebody else. */
        CREDENTIALS("the key was refused"),
        /** The server did what makes it unsafe to go on. */
        FATAL_ANSWER("an answer after which it is not safe to go on"),
        /** No credits left, or the credit limit is reached. */
        CREDITS("no credits are left"),
        /** Too many rows ended badly. */
        ERRORS("too many rows ended badly"),
        /** Asked to stop, or the server is away. */
        STOPPED("asked to stop");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * Whether tasks that are under way are followed to their end first. They are paid in any case, and nothing speaks
     * against the server.
     */
    public boolean waitsForTasks() {
        return CREDIT_LIMIT.equals(limit) || ERROR_LIMIT.equals(limit);
    }

    /** Why this reply, to whatever request, stops the whole run; null when it does not. */
    static @Nullable StopCause of(Reply<?> reply) {
        if (reply instanceof Reply.Denied<?> denied) {
            return new StopCause(
                    Kind.CREDENTIALS,
                    "the server answered " + denied.status() + ": " + said(denied.message())
                            + "; check HANDINGER_API_KEY"
                            + (denied.status() == UNKNOWN_KEY
                                    ? ""
                                    : ", worker.id, and that the key's user may run this worker"));
        }
        if (reply instanceof Reply.Unpaid<?> unpaid) {
            return new StopCause(
                    Kind.CREDITS,
                    "the server answered " + unpaid.status() + ": " + said(unpaid.message())
                            + "; top up the balance, then run the same command again");
        }
        return null;
    }

    /** Without the full stop of a sentence that goes on. */
    private static String said(String message) {
        return message.replaceFirst("\\.$", "");
    }
}
