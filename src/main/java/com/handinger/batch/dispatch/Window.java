package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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

    /** A look before a further send that is older than this, or than a few turns of the told rate, is repeated. */
    private static final Duration FRESH_LOOK = Duration.ofSeconds(5);

    private static final int TURNS = 4;

    private final int slots;
    private final RequestRate rate;
    private final SendGate gate;
    private final Consumer<Change> changes;

    private final Deque<RowLife> ready = new ArrayDeque<>();
    /** Rows that were looked up and found absent, the freshest first. */
    private final Deque<Due> resends = new ArrayDeque<>();

    private final PriorityQueue<Due> due = new PriorityQueue<>(Window::earlier);
    private final Set<RowLife> active = new HashSet<>();
    /** Rows whose task has ended at the server: they need reads, but no slot. */
    private final Set<RowLife> over = new HashSet<>();

    private final Set<RowLife> sent = new HashSet<>();
    private final ServerHealth health;
    private final KeyProof proof = new KeyProof();

    private long order;
    private @Nullable Long permitAt;
    private boolean lastWasSend;
    private boolean draining;
    private @Nullable StopCause stop;

    Window(int slots, RequestRate rate, SendGate gate, Consumer<Change> changes) {
        this.slots = slots;
        this.rate = rate;
        this.gate = gate;
        health = new ServerHealth(gate);
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
        askForProof(now);
        active.add(life);
        schedule(life, life.first(), now);
    }

    /** Takes tasks that an earlier start knew, to tell a wrong key from tasks that were never taken. */
    void witnesses(List<RowLife> known, FollowRules rules) {
        proof.witnesses(known, rules);
    }

    private void schedule(RowLife life, Step.Request request, long at) {
        due.add(new Due(at, order++, life, request));
    }

    /** Rows that hold a slot. */
    int active() {
        return active.size();
    }

    /** Rows whose task has ended and whose end is still being read. */
    int reading() {
        return over.size();
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
        return active.isEmpty() && over.isEmpty() && ready.isEmpty();
    }

    SendGate gate() {
        return gate;
    }

    /** How long nothing could be done because the server is away; zero while it holds up nobody. */
    Duration outageFor(long now) {
        return gate.unreachable() || rowInLine() ? gate.outageFor(now) : Duration.ZERO;
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
        resends.forEach(resend -> giveBack(resend.life));
        resends.clear();
        proof.let().forEach(held -> giveBack(held.life()));
        due.removeIf(next -> {
            boolean unsent = active.contains(next.life) && next.life.waitingToSend();
            if (unsent) {
                giveBack(next.life);
            }
            return unsent;
        });
    }

    /** A row of an earlier start stays in doubt in the ledger while nothing proves that this key sees its task. */
    private void giveBack(RowLife life) {
        if (proof.covers(life)) {
            changes.accept(life.release());
        }
        active.remove(life);
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
            Due next = due.remove();
            if (proof.covers(next.life)) {
                resends.addFirst(next);
            } else {
                proof.hold(next.life, null);
                askForProof(now);
            }
        }
    }

    private void askForProof(long now) {
        RowLife witness = proof.ask();
        if (witness != null) {
            schedule(witness, Step.Request.TASK, now);
        }
    }

    private boolean mayStart(long now) {
        return rowInLine() && gate.open(now);
    }

    /** Whether a row could be sent if the gate were open. */
    private boolean rowInLine() {
        return !draining && (!resends.isEmpty() || (!ready.isEmpty() && active.size() < slots && over.size() < slots));
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
        Due resend = resends.poll();
        if (resend != null) {
            return now - resend.at <= freshLook()
                    ? send(resend.life, now)
                    : new Call(resend.life, resend.life.lookFirst(), now);
        }
        RowLife life = ready.remove();
        active.add(life);
        return life.first() == Step.Request.SEND ? send(life, now) : new Call(life, life.first(), now);
    }

    private long freshLook() {
        return Math.max(FRESH_LOOK.toNanos(), TURNS * rate.periodNanos());
    }

    private Call send(RowLife life, long now) {
        gate.sent(now);
        life.sending(now);
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
        health.heard(call, reply, now);
        if (reply instanceof Reply.Later<?> later) {
            stopIfLong(later);
        }
        if (proof.isWitness(call.life)) {
            testified(proof.heard(call.life, reply, gate.unreachable(), now), now);
        } else {
            live(call, reply, onReply, now);
        }
    }

    private void live(Call call, Reply<?> reply, Function<RowLife, Decision> onReply, long now) {
        if (call.request == Step.Request.TASK && reply instanceof Reply.Ok && earlier(call.life)) {
            proven(now);
        }
        Decision decision = onReply.apply(call.life);
        Change change = decision.change();
        if (byAbsence(change) && !proof.covers(call.life)) {
            // With a foreign key everything looks absent: that proves nothing yet.
            unproven(call.life, change, now);
            return;
        }
        if (change != null) {
            changes.accept(change);
        }
        if (change instanceof Change.Running) {
            health.taken();
        }
        if (call.life.workOver() && active.remove(call.life)) {
            over.add(call.life);
        }
        act(call.life, decision.next(), now);
    }

    /** Whether it says of a row that it has no task, or none that can be read. */
    private static boolean byAbsence(@Nullable Change change) {
        return change instanceof Change.Resending
                || change instanceof Change.Released
                || (change instanceof Change.Settled settled
                        && settled.outcome().state() == RowState.FAILED);
    }

    private void unproven(RowLife life, @Nullable Change change, long now) {
        if (draining) {
            leave(life);
        } else {
            proof.hold(life, change instanceof Change.Resending ? change : null);
            askForProof(now);
        }
    }

    private static boolean earlier(RowLife life) {
        return life.claim().origin() != Claim.Origin.FRESH;
    }

    private void proven(long now) {
        for (KeyProof.Held held : proof.prove()) {
            if (held.mark() != null) {
                changes.accept(held.mark());
            }
            RowLife life = held.life();
            schedule(life, life.waitingToSend() ? life.lookFirst() : Step.Request.TASK, now);
        }
    }

    private void testified(KeyProof.Testimony testimony, long now) {
        if (testimony instanceof KeyProof.Testimony.Proof) {
            proven(now);
        } else if (testimony instanceof KeyProof.Testimony.Hopeless hopeless) {
            drain(hopeless.cause());
        } else if (testimony instanceof KeyProof.Testimony.Next next && !draining) {
            schedule(next.witness(), Step.Request.TASK, now + next.delayNanos());
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

    private void leave(RowLife life) {
        active.remove(life);
        over.remove(life);
    }

    private void act(RowLife life, Step step, long now) {
        if (draining && step instanceof Step.Ask && life.waitingToSend()) {
            giveBack(life);
        } else if (step instanceof Step.Ask ask) {
            schedule(life, ask.request(), now + ask.delayNanos());
        } else if (step instanceof Step.Requeue) {
            active.remove(life);
            if (draining) {
                changes.accept(life.release());
            } else {
                ready.addFirst(life);
            }
        } else if (step instanceof Step.End) {
            leave(life);
        } else if (step instanceof Step.Halt halt) {
            leave(life);
            drain(halt.cause());
        }
    }
}
