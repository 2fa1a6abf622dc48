package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a row did not complete.
 *
 * @param kind one word for scripts: {@code refused}, {@code error}, {@code aborted}, {@code unresolved}, {@code lost},
 *     {@code timeout}, {@code continues}, {@code empty}, {@code oversized}, {@code schema}, {@code attachment},
 *     {@code overdue}
 * @param message for people
 * @param status HTTP status of the answer that decided; null without one
 */
public record RowError(
        String kind, String message, @Nullable Integer status) {

    /** The kind of a row of which nobody knows whether the server took it. */
    public static final String UNRESOLVED = "unresolved";

    /** How the message of an unresolved row begins about which a person has decided. */
    public static final String GIVEN_UP = "given up";

    /** How the message of an unresolved row begins that waits for a person's decision. */
    public static final String HELD = "held";

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

    /** The kind of a row whose turn was never sent, because the task that it names cannot be continued. */
    public static final String CONTINUES = "continues";

    /** The kind of a row one of whose files is not what it was when it was loaded. */
    static final String ATTACHMENT = "attachment";

    /** The kind of a task whose structured output is not what the job asked for. */
    static final String SCHEMA = "schema";

    private static final Set<String> COST_UNKNOWN = Set.of(UNRESOLVED, TIMEOUT, LOST);

    /** Whether nobody knows what the task cost, or whether it was taken at all. */
    boolean costUnknown() {
        return COST_UNKNOWN.contains(kind);
    }

    /**
     * What a reply to a send says that stands for good; null when it says no such thing.
     *
     * @param appends whether what is absent then is the task that the row names, and not the worker, which all rows need
     */
    static @Nullable RowError refused(Reply<?> reply, boolean appends) {
        return appends && reply instanceof Reply.Absent<?> absent
                ? new RowError(REFUSED, absent.message(), 404)
                : refused(reply);
    }

    /** The same for what adds to nothing. */
    static @Nullable RowError refused(Reply<?> reply) {
        if (reply instanceof Reply.Unsendable<?> unsendable) {
            return new RowError(
                    ATTACHMENT,
                    unsendable.reason()
                            + ": the task was not sent; put the file back and retry, or take the change over"
                            + " with run --accept-changes",
                    null);
        }
        return reply instanceof Reply.Refused<?> refused ? refusal(refused) : null;
    }

    static RowError refusal(Reply.Refused<?> refused) {
        return new RowError(REFUSED, refused.message(), refused.status());
    }

    static RowError lost(String taskId) {
        return new RowError(LOST, "the server took task " + taskId + " and no longer knows it", null);
    }

    /** @param completed whether there is a paid answer at the server */
    static RowError unread(boolean completed) {
        return new RowError(
                "lost",
                completed
                        ? "the task completed, and its answer cannot be read; retry asks for it again, and only"
                                + " retry --fresh buys a new one"
                        : "the task ended, and its answer cannot be read",
                null);
    }

    static RowError unresolved(int sends) {
        return new RowError(
                UNRESOLVED,
                "it may have been sent " + (sends == 1 ? "once" : sends + " times")
                        + ", no answer came, and the task never appeared",
                null);
    }

    static RowError held(Claim claim) {
        return held(claim, unknown(claim));
    }

    /** Nobody knows whether a turn was added, and what the task holds now does not tell. */
    static RowError heldTurn(Claim claim, String why) {
        return held(claim, "it may have been sent, and " + why);
    }

    private static RowError held(Claim claim, String why) {
        return new RowError(
                UNRESOLVED,
                HELD + ": " + why + "; decide about it by resolve with its key "
                        + (claim.key().isEmpty() ? "" : claim.key() + " ") + "and --adopt, --resend or --give-up",
                null);
    }

    /** No turn was sent, since the task cannot be continued. */
    static RowError cannotContinue(String why) {
        return new RowError(CONTINUES, why + "; nothing was sent", null);
    }

    /** @param taken whether the server had taken it before */
    static RowError untold(Claim claim, boolean taken, Reply.Refused<?> refused) {
        return new RowError(
                taken ? LOST : UNRESOLVED,
                "the server refuses to tell about task " + claim.taskId() + ": " + refused.message(),
                refused.status());
    }

    static RowError givenUp(Claim claim) {
        return new RowError(UNRESOLVED, GIVEN_UP + ": " + unknown(claim), null);
    }

    private static String unknown(Claim claim) {
        return "it may have been sent, and "
                + (claim.appends()
                        ? "no turn of it was in task " + claim.taskId() + " when that"
                        : "task " + claim.taskId() + " was not at the server when it")
                + " was last looked up";
    }
}
