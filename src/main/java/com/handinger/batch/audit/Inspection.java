package com.handinger.batch.audit;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.ledger.AuditedAttempt.Expected;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.StopCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one attempt up to its verdict. It decides and never acts. A task that should be there is missing only
 * when it was absent at both ends of the look-up grace; an answer that proves nothing is asked for again.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
final class Inspection {

    /** The reads that an attempt can need. */
    enum Request {
        /** {@code GET /api/tasks/{id}}. */
        TASK,
        /** {@code GET /api/tasks/{id}/turns}: only where the task has, or may have, more than the attempt's one. */
        TURNS
    }

    /** What follows a reply. */
    sealed interface Next {

        /**
         * Read again, not before so many nanoseconds from now.
         *
         * @param failed whether the server said nothing of use, so that nothing else should begin meanwhile
         */
        record Ask(Request request, long delayNanos, boolean failed) implements Next {}

        /** The reads are over. */
        record Done(AuditVerdict verdict) implements Next {}

        /** The whole audit has to stop. */
        record Halt(StopCause cause) implements Next {}
    }

    private final AuditedAttempt attempt;
    private final FollowRules rules;
    private @Nullable Long absentSince;
    private @Nullable Long silentSince;
    private @Nullable TaskRecord task;
    private int failures;

    Inspection(AuditedAttempt attempt, FollowRules rules) {
        this.attempt = attempt;
        this.rules = rules;
    }

    AuditedAttempt attempt() {
        return attempt;
    }

    /** Whether the server said once, and not yet twice, that a task which should be there is not. */
    boolean missed() {
        return absentSince != null;
    }

    /**
     * The reply to the read of the task.
     *
     * @param outage whether the server answers nothing at all, which is not this attempt's fault
     */
    Next onTask(Reply<TaskRecord> reply, long asked, boolean outage) {
        if (reply instanceof Reply.Ok<TaskRecord> ok) {
            failures = 0;
            silentSince = null;
            absentSince = null;
            task = ok.body();
            return Findings.needsTurns(attempt, ok.body())
                    ? new Next.Ask(Request.TURNS, 0, false)
                    : new Next.Done(Findings.present(attempt, ok.body(), null));
        }
        if (reply instanceof Reply.Absent) {
            return absent(asked);
        }
        return again(reply, Request.TASK, asked, outage);
    }

    private Next absent(long asked) {
        failures = 0;
        silentSince = null;
        if (attempt.expected() != Expected.THERE) {
            return new Next.Done(Findings.absent(attempt));
        }
        long since = absentSince == null ? asked : absentSince;
        absentSince = since;
        long left = rules.grace().toNanos() - (asked - since);
        if (left <= 0) {
            return new Next.Done(Findings.absent(attempt));
        }
        return new Next.Ask(Request.TASK, left, false);
    }

    /** The reply to the read of the turns of a task that has too many. */
    Next onTurns(Reply<List<TurnRecord>> reply, long asked, boolean outage) {
        TaskRecord surplus = task;
        if (surplus == null) {
            throw new IllegalStateException("turns were read before the task");
        }
        if (reply instanceof Reply.Ok<List<TurnRecord>> ok) {
            return new Next.Done(Findings.present(attempt, surplus, ok.body()));
        }
        if (reply instanceof Reply.Absent || reply instanceof Reply.Refused || tooLarge(reply)) {
            return new Next.Done(Findings.present(attempt, surplus, null));
        }
        return again(reply, Request.TURNS, asked, outage);
    }

    private static boolean tooLarge(Reply<?> reply) {
        return reply instanceof Reply.Unknown<?> unknown && unknown.cause() == Reply.Cause.TOO_LARGE;
    }

    private Next again(Reply<?> reply, Request request, long asked, boolean outage) {
        StopCause stop = stop(reply);
        if (stop != null) {
            return new Next.Halt(stop);
        }
        if (outage || reply instanceof Reply.Later) {
            silentSince = null;
        } else if (silentSince == null) {
            silentSince = asked;
        }
        if (silentSince != null && rules.hopeless(asked - silentSince)) {
            TaskRecord seen = task;
            return new Next.Done(
                    seen == null ? Findings.unreadable(attempt, said(reply)) : Findings.present(attempt, seen, null));
        }
        failures++;
        return new Next.Ask(request, rules.readPause(failures), true);
    }

    private static @Nullable StopCause stop(Reply<?> reply) {
        if (reply instanceof Reply.Denied<?> denied) {
            return new StopCause(
                    StopCause.Kind.CREDENTIALS,
                    "the server answered " + denied.status() + ": " + denied.message() + "; check HANDINGER_API_KEY");
        }
        if (reply instanceof Reply.Unpaid<?> unpaid) {
            return new StopCause(
                    StopCause.Kind.CREDITS,
                    "the server answered " + unpaid.status() + " to a read: " + unpaid.message()
                            + "; top up the balance, then run the same command again");
        }
        return null;
    }

    private static String said(Reply<?> reply) {
        if (reply instanceof Reply.Refused<?> refused) {
            return refused.status() + ": " + refused.message();
        }
        if (reply instanceof Reply.Unknown<?> unknown) {
            return (unknown.status() == null ? "" : unknown.status() + ": ") + unknown.message();
        }
        return reply instanceof Reply.NotSent<?> unsent ? unsent.reason() : "no usable answer";
    }
}
