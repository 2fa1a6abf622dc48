package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What replies say of the server as a whole, told to gate and pacer. For one thread. */
final class ServerHealth {

    /** Statuses of a server that is at work. */
    private static final Set<Integer> BUSY = Set.of(408, 409, 425, 499);

    /** A task may take long; a read may not. */
    private static final Set<Reply.Cause> SLOW = Set.of(Reply.Cause.TIMEOUT, Reply.Cause.STALLED);

    private static final Set<Reply.Cause> NEUTRAL = Set.of(Reply.Cause.CLOSED, Reply.Cause.TOO_LARGE);

    /** Rows that fail in turn, none of which is at fault. */
    private static final int MANY = 5;

    private final SendGate gate;
    private final Pacer pacer;

    /** Sends of unknown outcome since a send was last answered: the row's attempt, unless an outage begins. */
    private final List<Window.Call> failed = new ArrayList<>();

    /** The rows of these, and of those that were forgiven. */
    private final Set<RowLife> failing = new HashSet<>();

    ServerHealth(SendGate gate, Pacer pacer) {
        this.gate = gate;
        this.pacer = pacer;
    }

    void heard(Window.Call call, Reply<?> reply, long now) {
        boolean send = call.request() == Step.Request.SEND;
        if (reply instanceof Reply.Later<?> later) {
            Duration after = later.after();
            if (send) {
                gate.sendLimited(now, after);
            } else {
                gate.readLimited(now, after);
            }
            pacer.refused(call.asked(), now, after);
            well();
        } else if (reply instanceof Reply.NotSent) {
            failed(send, reply, now);
        } else if (reply instanceof Reply.Unsendable) {
            gate.undecided();
        } else if (reply instanceof Reply.Unknown<?> unknown) {
            unknown(call, unknown, now);
        } else if (!send) {
            gate.readAnswered(now);
        } else if (reply instanceof Reply.Ok) {
            taken();
        } else {
            gate.answered();
            well();
        }
    }

    /** Why the start ends when the server asks for a pause; null when it can wait here. */
    @Nullable
    StopCause tooLong(Reply<?> reply) {
        String why = reply instanceof Reply.Later<?> later ? pacer.tooLong(later.after()) : null;
        return why == null ? null : new StopCause(StopCause.Kind.STOPPED, why);
    }

    /** The server has a task that was sent. */
    void taken() {
        gate.accepted();
        well();
    }

    private void failed(boolean send, Reply<?> reply, long now) {
        if (send) {
            gate.sendFailed(now, reply.trouble());
        } else {
            gate.readFailed(now, reply.trouble());
        }
    }

    private void unknown(Window.Call call, Reply.Unknown<?> unknown, long now) {
        boolean send = call.request() == Step.Request.SEND;
        boolean busy = unknown.status() != null && BUSY.contains(unknown.status());
        if (call.request() == Step.Request.STREAM && unknown.status() != null) {
            return; // a stream that breaks says nothing of the server
        }
        if (busy || NEUTRAL.contains(unknown.cause()) || (send && SLOW.contains(unknown.cause()))) {
            if (send) {
                gate.undecided();
            }
            return;
        }
        failed(send, unknown, now);
        if (send) {
            failed.add(call);
            failing.add(call.life());
            excuse(call);
        }
    }

    private void excuse(Window.Call last) {
        if (excused(last)) {
            failed.stream().filter(this::excused).forEach(call -> call.life().forgive());
            failed.clear();
        }
    }

    /** A few rows that fail again and again at the end of a run may be what the server cannot bear; many are not. */
    private boolean excused(Window.Call call) {
        return gate.excuses(call.asked()) || (gate.away() && failing.size() >= MANY);
    }

    private void well() {
        failed.clear();
        failing.clear();
    }
}
