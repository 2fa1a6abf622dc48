package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleList;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;

/** What replies to schedules and their lists say of the server as a whole, told to gate and pacer. For one thread. */
final class ScheduleHealth {

    private final SendGate gate;
    private final Pacer pacer;

    ScheduleHealth(SendGate gate, Pacer pacer) {
        this.gate = gate;
        this.pacer = pacer;
    }

    /** A send was answered. Returns whether it fell into an outage, so that it says nothing of its row. */
    boolean send(Reply<?> reply, long asked, long now) {
        if (reply instanceof Reply.Later<?> later) {
            gate.sendLimited(now, later.after());
            pacer.refused(asked, now, later.after());
        } else if (reply instanceof Reply.NotSent || reply instanceof Reply.Unknown) {
            gate.sendFailed(now, reply.trouble());
            return reply instanceof Reply.Unknown && gate.excuses(asked);
        } else if (reply instanceof Reply.Ok) {
            gate.accepted();
        } else {
            gate.answered();
        }
        return false;
    }

    /** A list was answered. */
    void read(Reply<?> reply, long asked, long now) {
        if (reply instanceof Reply.Later<?> later) {
            gate.readLimited(now, later.after());
            pacer.refused(asked, now, later.after());
        } else if (reply instanceof Reply.NotSent || reply instanceof Reply.Unknown) {
            gate.readFailed(now, reply.trouble());
        } else {
            gate.readAnswered(now);
        }
    }

    /** Why the start ends when the server asks for a pause; null when it can wait here. */
    @Nullable
    StopCause tooLong(Reply<?> reply) {
        String why = reply instanceof Reply.Later<?> later ? pacer.tooLong(later.after()) : null;
        return why == null ? null : new StopCause(StopCause.Kind.STOPPED, why);
    }

    /** Why the start ends when a list cannot be read whole; null while it can, or may be yet. */
    @Nullable
    static StopCause unreadable(String worker, Reply<ScheduleList> reply) {
        String why = null;
        if (reply instanceof Reply.Ok<ScheduleList> ok && !ok.body().whole()) {
            why = "the answer says that there are more than it lists";
        } else if (reply instanceof Reply.Refused<ScheduleList> refused) {
            why = refused.status() + ": " + refused.message();
        } else if (reply instanceof Reply.Unknown<ScheduleList> unknown && unknown.cause() == Reply.Cause.TOO_LARGE) {
            why = unknown.message();
        }
        return why == null
                ? null
                : new StopCause(
                        StopCause.Kind.FATAL_ANSWER,
                        "the schedules of worker " + worker + " cannot be read whole (" + why
                                + "); without their list nobody can tell what became of a send whose answer is lost, so"
                                + " nothing more is sent");
    }
}
