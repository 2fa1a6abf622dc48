package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a row did not complete.
 *
 * @param kind one word for scripts: {@code refused}, {@code error}, {@code aborted}, {@code unresolved}, {@code lost},
 *     {@code timeout}, {@code empty}, {@code oversized}
 * @param message for people
 * @param status HTTP status of the answer that decided; null without one
 */
public record RowError(
        String kind, String message, @Nullable Integer status) {

    /** The kind of a row of which nobody knows whether the server took it. */
    public static final String UNRESOLVED = "unresolved";

    /** The kind of a row that the API refused for good. */
    public static final String REFUSED = "refused";

    /** The kind of a task that ended in error. */
    public static final String ERROR = "error";

    /** The kind of a task that was aborted. */
    public static final String ABORTED = "aborted";

    /** The kind of a task that ran too long. */
    public static final String TIMEOUT = "timeout";

    /** The kind of a task that the server took and no longer knows. */
    public static final String LOST = "lost";

    private static final Set<String> COST_UNKNOWN = Set.of(UNRESOLVED, TIMEOUT, LOST);

    /** Whether nobody knows what the task cost, or whether it was taken at all. */
    boolean costUnknown() {
        return COST_UNKNOWN.contains(kind);
    }

    static RowError refused(Reply.Refused<?> refused) {
        return new RowError(REFUSED, refused.message(), refused.status());
    }

    static RowError lost(String taskId) {
        return new RowError(LOST, "the server took task " + taskId + " and no longer knows it", null);
    }

    static RowError unresolved(int sends) {
        return new RowError(
                UNRESOLVED, "sent " + sends + " times without an answer, and the task never appeared", null);
    }

    static RowError held(String taskId) {
        return new RowError(
                UNRESOLVED,
                "held: it was sent without an answer, and task " + taskId + " is not at the server; say resolve JOB KEY"
                        + " with --adopt, --resend or --give-up",
                null);
    }

    static RowError givenUp(String taskId) {
        return new RowError(
                UNRESOLVED,
                "given up: it was sent without an answer, and task " + taskId + " is not at the server",
                null);
    }
}
