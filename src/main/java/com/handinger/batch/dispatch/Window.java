package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.Pacer;
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
 * that never more tasks of ours run at the server than the pacer allows; finishing rows free slots in any order.
 *
 * <p>It decides and never waits: time comes in with each call, in nanoseconds of one monotonic clock. For one thread.
 */
final class Window {

    /** A request to be made now. */
    record Call(RowLife life, Step.Request request, long asked) {}

    /** A look before a further send that is older than this, or than a few turns of the rate, is repeated. */
    private static final Duration FRESH_LOOK = Duration.ofSeconds(5);

    private static final int TURNS = 4;

    private final Pacer pacer;
    private final SendGate gate;
    private final Consumer<Change> changes;

    private final Deque<RowLife> ready = new ArrayDeque<>();
    /** Rows that were looked up and found absent, the freshest first. */
    private final Deque<Agenda.Due> resends = new ArrayDeque<>();

    private final Agenda agenda = new Agenda();
    private final Set<RowLife> active = new HashSet<>();
    /** Rows whose task has ended at the server: they need reads, but no slot. */
    private final Set<RowLife> over = new HashSet<>();

    private final Set<RowLife> sent = new HashSet<>();
    private final ServerHealth health;
    private final KeyProof proof = new KeyProof();
    private final Canary canary;

    private boolean lastWasSend;
    private boolean draining;
    private @Nullable StopCause stop;

    Window(Pacer pacer, SendGate gate, Canary canary, Consumer<Change> changes) {
        this.pacer = pacer;
        this.gate = gate;
        this.canary = canary;
        health = new ServerHealth(gate, pacer);
        this.changes = changes;
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
        resends.forEach(resend -> giveBack(resend.life()));
        resends.clear();
        proof.let().forEach(held -> giveBack(held.life()));
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

    /** The next request, when one may go at this time; null otherwise. */
    @Nullable
    Call next(long now) {
        moveDueSends(now);
        pacer.waitForSlot(onlySlotsLack(now), now);
        boolean read = agenda.reached(now) && gate.readable(now);
        boolean send = rowInLine() && gate.open(now);
        if ((!read && !send) || !pacer.permits(now)) {
            return null;
        }
        pacer.gone(now);
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
                resends.addFirst(next);
            } else {
                proof.hold(next.life(), null);
                askForProof(now);
            }
        }
    }

    private void askForProof(long now) {
        RowLife witness = proof.ask();
        if (witness != null) {
            agenda.add(witness, Step.Request.TASK, now);
        }
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
                && active.size() < pacer.slots()
                && over.size() < pacer.slots()
                && (canary.free() || ready.element().first() != Step.Request.SEND);
    }

    private boolean onlySlotsLack(long now) {
        return !draining && !ready.isEmpty() && active.size() >= pacer.slots() && canary.free() && gate.open(now);
    }

    private Call start(long now) {
        // While nothing is known of the server, an absence proves little: a row that was never sent goes first.
        if (mayResend() && (canary.habits().kept() || !mayBegin())) {
            Agenda.Due resend = resends.remove();
            return now - resend.at() <= freshLook()
                    ? send(resend.life(), now)
                    : new Call(resend.life(), resend.life().lookFirst(), now);
        }
        RowLife life = ready.remove();
        active.add(life);
        return life.first() == Step.Request.SEND ? send(life, now) : new Call(life, life.first(), now);
    }

    private long freshLook() {
        return Math.max(FRESH_LOOK.toNanos(), TURNS * pacer.periodNanos());
    }

    private Call send(RowLife life, long now) {
        gate.sent(now);
        life.sending(now);
        sent.add(life);
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
        Long next = sooner(read, send);
        Long growth = onlySlotsLack(now) ? pacer.slotsGrowAt() : null;
        return sooner(growth, next == null ? null : Long.valueOf(later(next, pacer.permitAt(now))));
    }

    private static @Nullable Long sooner(@Nullable Long a, @Nullable Long b) {
        return a == null || (b != null && b - a < 0) ? b : a;
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
        StopCause tooLong = health.tooLong(reply);
        if (tooLong != null) {
            drain(tooLong);
        }
        boolean alone = canary.out();
        look(canary.heard(call, reply, now), now);
        if (alone && canary.free()) {
            agenda.removeIf(canary::isLook);
        }
        if (canary.isLook(call.life)) {
            return;
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
        if (KeyProof.byAbsence(change) && !proof.covers(call.life)) {
            // With a foreign key everything looks absent: that proves nothing yet.
            unproven(call.life, change, now);
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
            agenda.add(life, life.waitingToSend() ? life.lookFirst() : Step.Request.TASK, now);
        }
    }

    private void testified(KeyProof.Testimony testimony, long now) {
        if (testimony instanceof KeyProof.Testimony.Proof) {
            proven(now);
        } else if (testimony instanceof KeyProof.Testimony.Hopeless hopeless) {
            drain(canary.explain(hopeless.cause()));
        } else if (testimony instanceof KeyProof.Testimony.Next next && !draining) {
            agenda.add(next.witness(), Step.Request.TASK, now + next.delayNanos());
        }
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
            agenda.add(life, ask.request(), now + agenda.unhurried(ask.delayNanos(), pacer.periodNanos(), rowInLine()));
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
