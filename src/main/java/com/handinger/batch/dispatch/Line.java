package com.handinger.batch.dispatch;

import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait to be sent, for the first time or once more; and those that are parked without a slot, because they may
 * have been sent before and nothing tells yet whether an absence proves anything here. For one thread.
 */
final class Line {

    /** A look before a further send that is older than this, or than a few turns of the rate, is repeated. */
    private static final Duration FRESH_LOOK = Duration.ofSeconds(5);

    private static final int TURNS = 4;

    /** Rows behind others of their task that are claimed beside those that can go. */
    private static final int MOST_BEHIND = 250;

    private final Canary canary;
    private final Funds funds;
    private final Opening opening;
    private final Refusals<RowLife> refusals;
    private final Deque<RowLife> ready = new ArrayDeque<>();
    /** Rows that were looked up and found absent, the freshest first. They hold their slots. */
    private final Deque<Agenda.Due> resends = new ArrayDeque<>();

    private final Deque<RowLife> parked = new ArrayDeque<>();

    private final TurnOrder turns = new TurnOrder();
    /** Rows that go on when what their task has is on disk. They hold their slots. */
    private final Map<Long, RowLife> marking = new HashMap<>();

    Line(Canary canary, Funds funds, Opening opening, Refusals<RowLife> refusals) {
        this.canary = canary;
        this.funds = funds;
        this.opening = opening;
        this.refusals = refusals;
    }

    void add(RowLife life) {
        if (turns.admits(life)) {
            ready.add(life);
        }
    }

    /** Whether a row of an earlier start goes on at once; otherwise it waits here for another row of its task. */
    boolean admits(RowLife life) {
        return turns.admits(life);
    }

    /** A row is over with: another one of its task may go. */
    void left(RowLife life) {
        RowLife next = turns.next(life);
        if (next != null) {
            ready.add(next);
        }
    }

    void awaitMark(RowLife life) {
        marking.put(life.claim().rowId(), life);
    }

    /** What the task of a row has is on disk: its turn may be sent, unless it waits no more. */
    void marked(long rowId, Agenda agenda, long now) {
        RowLife life = marking.remove(rowId);
        if (life != null) {
            agenda.add(life, life.marked(), now);
        }
    }

    /** Nothing of it ran: it is the next again. */
    void putBack(RowLife life) {
        funds.release(life);
        ready.addFirst(life);
    }

    /** Its task proved absent, and it may be sent under the same id. */
    void again(Agenda.Due due) {
        funds.release(due.life());
        resends.addFirst(due);
    }

    /** Rows without a slot. */
    int waiting() {
        return ready.size() + turns.waiting();
    }

    /** Rows without a slot that keep others from being claimed: many behind one task must not leave the slots empty. */
    int ahead() {
        return ready.size() + Math.max(0, turns.waiting() - MOST_BEHIND);
    }

    /** Rows that wait for their send. */
    int size() {
        return resends.size() + waiting();
    }

    /** Whether no row is here without a slot. */
    boolean isEmpty() {
        return ready.isEmpty() && parked.isEmpty();
    }

    /** Whether the next row without a slot is looked up before its send. */
    boolean lookFirst() {
        return !ready.isEmpty() && ready.element().first() != Step.Request.SEND;
    }

    /** It waits without a slot; what it may cost stays reserved. */
    void park(RowLife life) {
        funds.setAside(life);
        parked.add(life);
    }

    /** Rows that are parked. */
    int parked() {
        return parked.size();
    }

    /** The one that was parked first; null without any. */
    @Nullable
    RowLife firstParked() {
        return parked.peek();
    }

    /** An absence proves something now: they are the next to be looked up. */
    void unpark() {
        while (!parked.isEmpty()) {
            RowLife life = parked.removeLast();
            funds.reserve(life);
            ready.addFirst(life);
        }
    }

    private boolean mayBeSent(RowLife life) {
        return canary.free(life) && funds.allow(life);
    }

    private boolean mayResend() {
        return !resends.isEmpty() && mayBeSent(resends.element().life());
    }

    /** A row that is looked up before its send needs no leave for that, neither from the first row nor for its price. */
    private boolean mayBegin(boolean slot) {
        return slot && !ready.isEmpty() && (lookFirst() || mayBeSent(ready.element()));
    }

    private boolean closed() {
        return opening.closed() || refusals.several();
    }

    /** @param slot whether a slot is free */
    boolean mayStart(boolean slot) {
        return !closed() && (mayResend() || mayBegin(slot));
    }

    /** The row to be sent once more; null when one that waits for its slot goes first. */
    Agenda.@Nullable Due takeAgain(boolean slot) {
        // While nothing is known of the server, an absence proves little: a row that was never sent goes first.
        return mayResend() && (canary.settled() || !mayBegin(slot)) ? resends.remove() : null;
    }

    /**
     * Whether the look before this send is fresh enough.
     *
     * @param period nanoseconds from one request to the next
     */
    static boolean fresh(Agenda.Due resend, long now, long period) {
        return now - resend.at() <= Math.max(FRESH_LOOK.toNanos(), TURNS * period);
    }

    /** Whether the next row would be sent if it had a slot. */
    boolean waitsForSlot() {
        return !closed() && mayBegin(true);
    }

    RowLife take() {
        return ready.remove();
    }

    /** Why nothing more can be paid; null while it can, or while nobody asks. */
    @Nullable
    StopCause exhausted() {
        RowLife next = next();
        return next == null ? null : funds.exhausted(next);
    }

    /** Why the next row would not be sent if there were a slot for it; null for no reason. */
    Wait.@Nullable Reason heldUp() {
        if (closed()) {
            return refusals.several() ? Wait.Reason.REFUSALS : Wait.Reason.FIRST_SENDS;
        }
        RowLife next = next();
        if (next == null) {
            return ready.isEmpty() && turns.waiting() > 0 ? Wait.Reason.TURN_ORDER : null;
        }
        if (!canary.free(next)) {
            return next.claim().appends() ? Wait.Reason.FIRST_TURN : Wait.Reason.FIRST_ROW;
        }
        if (funds.allow(next)) {
            return null;
        }
        return funds.awaitsPrice(next) ? Wait.Reason.PRICE : Wait.Reason.CREDITS;
    }

    private @Nullable RowLife next() {
        Agenda.Due again = resends.peek();
        if (again != null) {
            return again.life();
        }
        RowLife first = ready.peek();
        return first == null || first.first() != Step.Request.SEND ? null : first;
    }

    void clear(Consumer<RowLife> unsent, Consumer<RowLife> once) {
        parked.forEach(unsent);
        parked.clear();
        ready.forEach(unsent);
        ready.clear();
        turns.clear(life -> {
            if (life.waitingToSend()) {
                unsent.accept(life);
            }
        });
        marking.values().forEach(once);
        marking.clear();
        resends.forEach(due -> once.accept(due.life()));
        resends.clear();
    }
}
