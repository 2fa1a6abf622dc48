package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are under way, and which request goes next. A row holds a slot from its first request to its end, so
 * that never more than {@code slots} tasks of ours run at the server; finishing rows free slots in any order.
 *
 * <p>It decides and never waits: time comes in with each call, in nanoseconds of one monotonic clock. For one thread.
 */
final class Window {

    /** A request to be made now. */
    record Call(RowLife life, Step.Request request, long asked) {}

    private record Due(long at, long order, RowLife life, Step.Request request) {}

    /** A server that asks for a longer wait than this ends the start instead of holding it. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final int slots;
    private final RequestRate rate;
    private final SendGate gate;
    private final Consumer<Change> changes;

    private final Deque<RowLife> ready = new ArrayDeque<>();
    private final Deque<RowLife> resends = new ArrayDeque<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Window::earlier);
    private final Set<RowLife> active = new HashSet<>();
    private final Set<RowLife> sent = new HashSet<>();

    private long order;
    private @Nullable Long permitAt;
    private boolean lastWasSend;
    private boolean draining;
    private @Nullable StopCause stop;

    Window(int slots, RequestRate rate, SendGate gate, Consumer<Change> changes) {
        this.slots = slots;
        this.rate = rate;
        this.gate = gate;
        this.changes = changes;
    }

    private static int earlier(Due a, Due b) {
        long difference = a.at - b.at;
        return difference == 0 ? Long.compare(a.order, b.order) : Long.signum(difference);
    }

    /** Takes a claimed row that waits for a slot. */
    void claimed(RowLife life) {
        if (draining) {
            changes.accept(life.release());
        } else {
            ready.add(life);
        }
    }

    /** Takes a row that an earlier process left at the server: it holds a slot at once and is looked up. */
    void recovered(RowLife life, long now) {
        active.add(life);
        schedule(life, life.first(), now);
    }

    private void schedule(RowLife life, Step.Request request, long at) {
        due.add(new Due(at, order++, life, request));
    }

    /** Rows that hold a slot. */
    int active() {
        return active.size();
    }

    /** Claimed rows without a slot. */
    int waiting() {
        return ready.size();
    }

    /** Sends whose answer is still out. */
    int sending() {
        return sent.size();
    }

    boolean idle() {
        return active.isEmpty() && ready.isEmpty();
    }

    SendGate gate() {
        return gate;
    }

    /** Why the run has to stop before its end; null while it need not. */
    @Nullable
    StopCause stop() {
        return stop;
    }

    /** Stops new sends and gives unsent claims back. What is at the server goes on. */
    void drain(StopCause cause) {
        if (stop == null) {
            stop = cause;
        }
        draining = true;
        ready.forEach(life -> changes.accept(life.release()));
        ready.clear();
        resends.forEach(life -> {
            changes.accept(life.release());
            active.remove(life);
        });
        resends.clear();
    }

    /** The next request, when one may go at this time; null otherwise. */
    @Nullable
    Call next(long now) {
        moveDueSends(now);
        boolean read = !due.isEmpty() && due.element().at - now <= 0 && gate.readable(now);
        boolean send = mayStart(now);
        if ((!read && !send) || !permitted(now)) {
            return null;
        }
        permitAt = null;
        // Reads and sends share a scarce rate in turn, so that neither starves the other.
        if (read && (!send || lastWasSend)) {
            lastWasSend = false;
            Due next = due.remove();
            return new Call(next.life, next.request, now);
        }
        lastWasSend = true;
        return start(now);
    }

    private void moveDueSends(long now) {
        while (!due.isEmpty() && due.element().at - now <= 0 && due.element().request == Step.Request.SEND) {
            RowLife life = due.remove().life;
            if (draining) {
                changes.accept(life.release());
                active.remove(life);
            } else {
                resends.add(life);
            }
        }
    }

    private boolean mayStart(long now) {
        return rowInLine() && gate.open(now);
    }

    /** Whether a row could be sent if the gate were open. */
    private boolean rowInLine() {
        return !draining && (!resends.isEmpty() || (!ready.isEmpty() && active.size() < slots));
    }

    private boolean permitted(long now) {
        Long at = permitAt;
        if (at == null) {
            at = now + rate.reserve();
            permitAt = at;
        }
        return at - now <= 0;
    }

    private Call start(long now) {
        RowLife resend = resends.poll();
        if (resend != null) {
            return send(resend, now);
        }
        RowLife life = ready.remove();
        active.add(life);
        return life.first() == Step.Request.SEND ? send(life, now) : new Call(life, life.first(), now);
    }

    private Call send(RowLife life, long now) {
        gate.sent();
        life.sending();
        sent.add(life);
        return new Call(life, Step.Request.SEND, now);
    }

    /** When {@link #next} is worth asking again without an event; null when only an event can change anything. */
    @Nullable
    Long wakeAt(long now) {
        Long read = due.isEmpty() ? null : Long.valueOf(later(due.element().at, gate.readableAt(now)));
        Long send = rowInLine() ? gate.opensAt(now) : null;
        Long first = read == null ? send : Long.valueOf(send == null ? read : sooner(read, send));
        return first == null || permitAt == null ? first : Long.valueOf(later(first, permitAt));
    }

    private static long sooner(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    /**
     * Takes the reply to a call.
     *
     * @param onReply asks the row's life what follows
     */
    void replied(Call call, Reply<?> reply, Function<RowLife, Decision> onReply, long now) {
        if (call.request == Step.Request.SEND) {
            sent.remove(call.life);
        }
        tell(call, reply, now);
        Decision decision = onReply.apply(call.life);
        Change change = decision.change();
        if (change != null) {
            changes.accept(change);
        }
        act(call.life, decision.next(), now);
    }

    /** What the reply says of the server as a whole. */
    private void tell(Call call, Reply<?> reply, long now) {
        if (reply instanceof Reply.Later<?> later) {
            gate.rateLimited(now, later.after());
            stopIfLong(later);
        } else if (reply instanceof Reply.NotSent) {
            gate.failed(now);
        } else if (reply instanceof Reply.Unknown<?> unknown) {
            unknown(unknown, now);
        } else if (reply instanceof Reply.Ok && call.request == Step.Request.SEND) {
            gate.accepted();
        } else {
            gate.answered();
        }
    }

    private void stopIfLong(Reply.Later<?> later) {
        Duration after = later.after();
        if (after != null && after.compareTo(LONGEST_WAIT) > 0) {
            drain(new StopCause(
                    StopCause.Kind.STOPPED,
                    "the server asked to wait for " + after.toSeconds()
                            + " s (Retry-After); run the same command again after that"));
        }
    }

    /** A task that takes long or is busy says nothing about the server's health. */
    private void unknown(Reply.Unknown<?> unknown, long now) {
        Integer status = unknown.status();
        if (unknown.cause() == Reply.Cause.CONNECTION_LOST || (status != null && status >= 500)) {
            gate.failed(now);
        } else {
            gate.undecided();
        }
    }

    private void act(RowLife life, Step step, long now) {
        if (step instanceof Step.Ask ask) {
            schedule(life, ask.request(), now + ask.delayNanos());
        } else if (step instanceof Step.Requeue) {
            active.remove(life);
            if (draining) {
                changes.accept(life.release());
            } else {
                ready.addFirst(life);
            }
        } else if (step instanceof Step.End) {
            active.remove(life);
        } else if (step instanceof Step.Halt halt) {
            active.remove(life);
            drain(halt.cause());
        }
    }
}
