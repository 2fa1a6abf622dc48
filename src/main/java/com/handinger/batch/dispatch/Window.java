package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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

    private final int slots;
    private final RequestRate rate;
    private final SendGate gate;
    private final Consumer<Change> changes;

    private final Deque<RowLife> ready = new ArrayDeque<>();
    private final Resends resends;
    private final Agenda agenda = new Agenda();
    private final Set<RowLife> active = new HashSet<>();
    /** Rows whose task has ended at the server: they need reads, but no slot. */
    private final Set<RowLife> over = new HashSet<>();

    private final ServerHealth health;
    private final KeyProof proof;
    private final Canary canary;

    private @Nullable Long permitAt;
    private boolean lastWasSend;
    private boolean draining;
    private @Nullable StopCause stop;

    Window(int slots, RequestRate rate, SendGate gate, Canary canary, Consumer<Change> changes) {
        this.slots = slots;
        this.rate = rate;
        this.gate = gate;
        this.canary = canary;
        this.changes = changes;
        health = new ServerHealth(gate);
        resends = new Resends(rate);
        proof = new KeyProof(agenda, changes);
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
        proof.ask(now);
        canary.recovered(life, now);
        active.add(life);
        agenda.add(life, life.first(), now);
    }

    /** Takes tasks that an earlier start knew, to tell a wrong key from tasks that were never taken. */
    void witnesses(List<RowLife> known, FollowRules rules) {
        proof.witnesses(known, rules);
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

    boolean idle() {
        return active.isEmpty() && over.isEmpty() && ready.isEmpty() && resends.parked() == 0;
    }

    SendGate gate() {
        return gate;
    }

    /** Where its rows are now. */
    Places places() {
        boolean reads = !ready.isEmpty() && ready.element().first() != Step.Request.SEND;
        int held = resends.parked() + proof.waiting();
        return new Places(resends.size() + ready.size(), reads, active, over.size(), held, slots, permitAt);
    }

    KeyProof proof() {
        return proof;
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
        resends.unpark().forEach(this::leaveDoubtful);
        ready.forEach(this::leaveDoubtful);
        ready.clear();
        resends.clear().forEach(this::giveBack);
        proof.close().forEach(this::giveBack);
        agenda.removeIf(life -> {
            boolean unsent = active.contains(life) && life.waitingToSend();
            if (unsent) {
                giveBack(life);
            }
            return unsent;
        });
    }

    /**
     * A row that an earlier start left in doubt stays so while nothing proves that this key sees its task. One that was
     * given back by it, and is not covered, was not sent by this one.
     */
    private void giveBack(RowLife life) {
        if (proof.covers(life) || life.claim().origin() == Claim.Origin.DOUBTED) {
            changes.accept(life.release());
        }
        leave(life);
    }

    /** In line without a slot: what is in doubt stays so, all else is certain not to be on its way. */
    private void leaveDoubtful(RowLife life) {
        if (!life.inDoubt()) {
            changes.accept(life.release());
        }
    }

    /** The next request, when one may go at this time; null otherwise. */
    @Nullable
    Call next(long now) {
        moveDueSends(now);
        boolean read = agenda.reached(now) && gate.readable(now);
        boolean send = mayStart(now);
        if ((!read && !send) || !permitted(now)) {
            return null;
        }
        permitAt = null;
        // Reads and sends share a scarce rate in turn, so that neither starves the other.
        if (read && (!send || lastWasSend)) {
            lastWasSend = false;
            Agenda.Due next = agenda.take();
            return new Call(next.life(), next.request(), now);
        }
        lastWasSend = true;
        return start(now);
    }

    private void moveDueSends(long now) {
        for (Agenda.Due next = agenda.takeSend(now); next != null; next = agenda.takeSend(now)) {
            if (proof.covers(next.life())) {
                resends.add(next);
            } else {
                proof.hold(next.life(), null, now);
            }
        }
    }

    private boolean mayStart(long now) {
        return rowInLine() && gate.open(now);
    }

    /** Whether a row could be sent if the gate were open. */
    private boolean rowInLine() {
        return !draining && (mayResend() || mayBegin());
    }

    private boolean mayResend() {
        return !resends.isEmpty() && canary.free();
    }

    /** A row that is looked up before its send needs no leave for that from the one that went alone. */
    private boolean mayBegin() {
        return !ready.isEmpty()
                && active.size() < slots
                && over.size() < slots
                && (canary.free() || ready.element().first() != Step.Request.SEND);
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
        // While nothing is known of the server, an absence proves little: a row that was never sent goes first.
        if (mayResend() && (canary.habits().kept() || !mayBegin())) {
            Agenda.Due resend = resends.take();
            return resends.fresh(resend, now)
                    ? send(resend.life(), now)
                    : new Call(resend.life(), resend.life().lookFirst(), now);
        }
        RowLife life = ready.remove();
        active.add(life);
        return life.first() == Step.Request.SEND ? send(life, now) : new Call(life, life.first(), now);
    }

    private Call send(RowLife life, long now) {
        gate.sent(now);
        life.sending(now);
        look(canary.sent(life, now), now);
        return new Call(life, Step.Request.SEND, now);
    }

    private void look(Canary.@Nullable Look beside, long now) {
        if (beside != null) {
            agenda.add(beside.life(), Step.Request.TASK, now + beside.delayNanos());
        }
    }

    /** When {@link #next} is worth asking again without an event; null when only an event can change anything. */
    @Nullable
    Long wakeAt(long now) {
        Long first = agenda.first();
        Long read = first == null ? null : Long.valueOf(later(first, gate.readableAt(now)));
        Long send = rowInLine() ? gate.opensAt(now) : null;
        Long next = read == null ? send : Long.valueOf(send == null ? read : sooner(read, send));
        return next == null || permitAt == null ? next : Long.valueOf(later(next, permitAt));
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
        health.heard(call, reply, now);
        StopCause tooLong = ServerHealth.tooLong(reply);
        if (tooLong != null) {
            drain(tooLong);
        }
        boolean watching = canary.watching();
        look(canary.heard(call, reply, now), now);
        if (watching && !canary.watching()) {
            agenda.removeIf(canary::isLook);
        }
        if (canary.habits().kept()) {
            resends.unpark().forEach(ready::addFirst);
        }
        if (canary.isLook(call.life)) {
            return;
        }
        if (proof.isWitness(call.life)) {
            StopCause hopeless = proof.heard(call.life, reply, gate.unreachable(), now);
            if (hopeless != null) {
                drain(canary.explain(hopeless));
            }
        } else {
            live(call, reply, onReply, now);
        }
    }

    private void live(Call call, Reply<?> reply, Function<RowLife, Decision> onReply, long now) {
        if (call.request == Step.Request.TASK && reply instanceof Reply.Ok && earlier(call.life)) {
            proof.prove(now);
        }
        Decision decision = onReply.apply(call.life);
        Change change = decision.change();
        if (KeyProof.byAbsence(change) && !proof.covers(call.life)) {
            // With a foreign key everything looks absent: that proves nothing yet.
            unproven(call.life, change, now);
            return;
        }
        if (canary.distrusts(call.life, decision)) {
            park(call.life);
            return;
        }
        StopCause verdict = canary.verdict(call, reply, change);
        note(change);
        if (call.life.workOver() && active.remove(call.life)) {
            over.add(call.life);
        }
        act(call.life, decision.next(), now);
        if (verdict != null) {
            drain(verdict);
        }
    }

    private void note(@Nullable Change change) {
        if (change != null) {
            changes.accept(change);
        }
        if (change instanceof Change.Running) {
            health.taken();
        }
    }

    private void unproven(RowLife life, @Nullable Change change, long now) {
        if (draining) {
            leave(life);
        } else {
            proof.hold(life, change instanceof Change.Resending ? change : null, now);
        }
    }

    /** It waits without a slot and without a mark until the server is known to keep ids. */
    private void park(RowLife life) {
        leave(life);
        life.waitForProof();
        if (draining) {
            leaveDoubtful(life);
        } else {
            resends.park(life);
        }
    }

    /** No further row is to be claimed: what only one that was never sent could prove will not be proven. */
    void noMoreRows() {
        RowLife parked = resends.peekParked();
        if (parked != null && active.isEmpty() && over.isEmpty() && ready.isEmpty()) {
            drain(canary.unproven(parked, resends.parked()));
        }
    }

    private static boolean earlier(RowLife life) {
        return life.claim().origin() != Claim.Origin.FRESH;
    }

    private void leave(RowLife life) {
        active.remove(life);
        over.remove(life);
        canary.left(life);
    }

    private void act(RowLife life, Step step, long now) {
        if (draining && step instanceof Step.Ask && life.waitingToSend()) {
            giveBack(life);
        } else if (step instanceof Step.Ask ask) {
            agenda.add(life, ask.request(), now + ask.delayNanos());
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
