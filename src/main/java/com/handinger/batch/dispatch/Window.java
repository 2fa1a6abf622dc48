package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.pacing.Times;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
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

    private final Pacer pacer;
    private final SendGate gate;
    private final Consumer<Change> changes;
    private final Line line;
    private final Funds funds;
    private final ErrorWatch errors;
    private final Refusals<RowLife> refusals;
    private final Agenda agenda = new Agenda();
    private final Set<RowLife> active = new HashSet<>();
    /** Rows whose task has ended at the server: they need reads, but no slot. */
    private final Set<RowLife> over = new HashSet<>();

    private final Opening opening = new Opening();
    private final ServerHealth health;
    private final KeyProof proof;
    private final Canary canary;
    private boolean lastWasSend;
    private boolean hurried;
    private @Nullable StopCause stop;

    Window(Pacer pacer, SendGate gate, Canary canary, Funds funds, ErrorWatch errors, Consumer<Change> changes) {
        this.pacer = pacer;
        this.gate = gate;
        this.canary = canary;
        this.funds = funds;
        this.errors = errors;
        refusals = new Refusals<>(
                canary.settled(), kept -> note(kept.life(), kept.change()), life -> changes.accept(life.notSent()));
        line = new Line(canary, funds, opening, refusals);
        health = new ServerHealth(gate, pacer);
        proof = new KeyProof(agenda, changes);
        this.changes = changes;
    }

    /** Takes a claimed row that waits for a slot. */
    void claimed(RowLife life) {
        if (draining()) {
            changes.accept(life.release());
        } else {
            line.add(life);
        }
    }

    /** Takes a row that an earlier process left at the server: it holds a slot at once and is looked up. */
    void recovered(RowLife life, long now) {
        proof.ask(now);
        canary.recovered(life, now);
        funds.recovered(life);
        if (line.admits(life)) {
            active.add(life);
            agenda.add(life, life.first(), now);
        }
    }

    /** Rows that hold a slot. */
    int active() {
        return active.size();
    }

    /** Claimed rows without a slot, but for a number of those behind others of their task. */
    int ahead() {
        return line.ahead();
    }

    boolean idle() {
        return active.isEmpty() && over.isEmpty() && line.isEmpty();
    }

    /** Where its rows are now. */
    Places places(long now) {
        int held = line.parked() + proof.waiting();
        Wait.Reason heldUp = draining() ? null : line.heldUp();
        return new Places(
                line.size(), opening.size(), active, over.size(), held, pacer.slots(), heldUp, pacer.permit(now));
    }

    void marked(List<Long> rowIds, long now) {
        rowIds.forEach(rowId -> line.marked(rowId, agenda, now));
    }

    KeyProof proof() {
        return proof;
    }

    /** How nothing could be done because the server is away; none while it holds up nobody. */
    SendGate.Outage outage(long now) {
        return gate.unreachable() || rowInLine() ? gate.outage(now) : SendGate.Outage.NONE;
    }

    /** Why the run has to stop before its end; null while it need not. */
    @Nullable
    StopCause stop() {
        return stop;
    }

    /** Whether it has to stop and nothing but the tasks under way is waited for, however long they take. */
    boolean waitsForTasks() {
        return stop != null && !hurried;
    }

    /** Stops when the next row can no longer be paid, and settles what is left when there is no next row. */
    void goOn(boolean moreRows) {
        stopFor(draining() ? null : line.exhausted());
        if (moreRows || !active.isEmpty() || !over.isEmpty() || line.waiting() > 0) {
            return;
        }
        // What only a row that was never sent could prove will not be proven.
        RowLife unproven = line.firstParked();
        stopFor(unproven == null ? null : canary.unproven(unproven, line.parked()));
        refusals.noMoreRows();
    }

    private void stopFor(@Nullable StopCause cause) {
        if (cause != null) {
            drain(cause);
        }
    }

    private boolean draining() {
        return stop != null;
    }

    /** Stops new sends and gives unsent claims back. What is at the server goes on. */
    void drain(StopCause cause) {
        hurried |= !cause.waitsForTasks();
        if (stop == null) {
            stop = cause;
        }
        line.clear(this::leaveDoubtful, this::giveBack);
        refusals.giveBack();
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
        opening.reached(now);
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
                line.again(next);
            } else {
                proof.hold(next.life(), null, now);
            }
        }
    }

    /** Whether a row could be sent if the gate were open. */
    private boolean rowInLine() {
        return !draining() && line.mayStart(slotFree());
    }

    private boolean slotFree() {
        return active.size() < pacer.slots() && over.size() < pacer.slots();
    }

    private boolean onlySlotsLack(long now) {
        return !draining() && active.size() >= pacer.slots() && line.waitsForSlot() && gate.open(now);
    }

    private Call start(long now) {
        Agenda.Due resend = line.takeAgain(slotFree());
        if (resend != null) {
            return Line.fresh(resend, now, pacer.periodNanos())
                    ? send(resend.life(), now)
                    : new Call(resend.life(), resend.life().lookFirst(), now);
        }
        RowLife life = line.take();
        active.add(life);
        return life.first() == Step.Request.SEND ? send(life, now) : new Call(life, life.first(), now);
    }

    private Call send(RowLife life, long now) {
        gate.sent(now);
        life.sending(now);
        funds.reserve(life);
        opening.sent(life, now);
        boolean awaited = opening.closed() && slotFree() && line.waiting() > 0;
        agenda.look(canary.sent(life, awaited, now), now);
        return new Call(life, Step.Request.SEND, now);
    }

    /** Somebody says that this task has ended. What is not under way is nothing to us. */
    void told(String taskId, long now) {
        agenda.told(active, taskId, now);
    }

    /** When {@link #next} is worth asking again without an event; null when only an event can change anything. */
    @Nullable
    Long wakeAt(long now) {
        Long first = agenda.first();
        Long read = first == null ? null : Long.valueOf(Times.later(first, gate.readableAt(now)));
        Long send = rowInLine() ? gate.opensAt(now) : null;
        Long next = Times.sooner(read, send);
        Long more = Times.sooner(onlySlotsLack(now) ? pacer.slotsGrowAt() : null, opening.opensAt());
        return Times.sooner(more, next == null ? null : Long.valueOf(Times.later(next, pacer.permitAt(now))));
    }

    /**
     * Takes the reply to a call.
     *
     * @param onReply asks the row's life what follows
     */
    void replied(Call call, Reply<?> reply, Function<RowLife, Decision> onReply, long now) {
        opening.heard(call, reply, canary.isLook(call.life));
        health.heard(call, reply, now);
        stopFor(health.tooLong(reply));
        agenda.heard(canary, call, reply, now);
        if (canary.habits().kept()) {
            line.unpark();
        }
        if (canary.isLook(call.life)) {
            return;
        }
        if (proof.isWitness(call.life)) {
            StopCause hopeless = proof.heard(call.life, reply, gate.unreachable(), now);
            stopFor(hopeless == null ? null : canary.explain(hopeless));
        } else {
            live(call, reply, onReply, now);
        }
        if (call.request == Step.Request.SEND) {
            stopFor(refusals.weigh(call.asked, reply, opening.latest(), draining()));
        }
    }

    private void live(Call call, Reply<?> reply, Function<RowLife, Decision> onReply, long now) {
        boolean earlier = call.life.claim().origin() != Claim.Origin.FRESH;
        if (earlier && call.request == Step.Request.TASK && reply instanceof Reply.Ok) {
            proof.prove(now);
        }
        Decision decision = onReply.apply(call.life);
        Change change = decision.change();
        if (call.request == Step.Request.SEND && refusals.keeps(call.life, reply, change, call.asked)) {
            leave(call.life);
        } else if (KeyProof.byAbsence(change) && !proof.covers(call.life)) {
            // With a foreign key everything looks absent: that proves nothing yet.
            unproven(call.life, change, now);
        } else if (canary.distrusts(call.life, decision)) {
            park(call.life);
        } else {
            follow(call, reply, decision, now);
        }
    }

    private void follow(Call call, Reply<?> reply, Decision decision, long now) {
        Change change = decision.change();
        StopCause verdict = canary.verdict(call, reply, change);
        if (change != null) {
            note(call.life, change);
        }
        if (call.life.workOver() && active.remove(call.life)) {
            over.add(call.life);
        }
        act(call.life, decision.next(), now);
        stopFor(verdict);
    }

    private void note(RowLife life, Change change) {
        changes.accept(funds.noted(life, change));
        if (change instanceof Change.Running) {
            health.taken();
        }
        stopFor(errors.noted(life, change));
    }

    private void unproven(RowLife life, @Nullable Change change, long now) {
        if (draining()) {
            leave(life);
        } else {
            proof.hold(life, change instanceof Change.Resending ? change : null, now);
        }
    }

    /** It waits without a slot and without a mark until the server is known to keep ids; what it may cost stays reserved. */
    private void park(RowLife life) {
        leaveSlot(life);
        life.waitForProof();
        if (draining()) {
            leaveDoubtful(life);
        } else {
            line.park(life);
        }
    }

    private void leave(RowLife life) {
        leaveSlot(life);
        funds.release(life);
    }

    private void leaveSlot(RowLife life) {
        active.remove(life);
        over.remove(life);
        canary.left(life);
        line.left(life);
    }

    private void requeue(RowLife life) {
        active.remove(life);
        if (draining()) {
            funds.release(life);
            changes.accept(life.release());
        } else {
            line.putBack(life);
        }
    }

    private void act(RowLife life, Step step, long now) {
        if (draining() && step.goesOn() && life.waitingToSend()) {
            giveBack(life);
        } else if (step instanceof Step.Ask ask) {
            agenda.add(life, ask.request(), now + agenda.unhurried(ask.delayNanos(), pacer.periodNanos(), rowInLine()));
        } else if (step instanceof Step.Await) {
            line.awaitMark(life);
        } else if (step instanceof Step.Requeue) {
            requeue(life);
        } else if (step instanceof Step.End) {
            leave(life);
        } else if (step instanceof Step.Halt halt) {
            leave(life);
            drain(halt.cause());
        }
    }
}
