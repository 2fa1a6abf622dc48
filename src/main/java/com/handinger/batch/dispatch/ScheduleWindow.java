package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleList;
import com.handinger.batch.api.ScheduleRecord;
import com.handinger.batch.ledger.ScheduleLedger;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.pacing.Times;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleDecision;
import com.handinger.batch.task.ScheduleLife;
import com.handinger.batch.task.ScheduleOrder;
import com.handinger.batch.task.ScheduleStep;
import com.handinger.batch.task.StopCause;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows under way that become schedules, and which request goes next. Of rows that nobody could tell apart in the
 * list only one is under way, until its end is in the ledger.
 *
 * <p>It decides and never waits: time comes in with each call, in nanoseconds of one monotonic clock. For one thread.
 */
final class ScheduleWindow {

    /** Rows that are claimed and sent together: a process that dies leaves no more of them in doubt. */
    static final int TOGETHER = 8;

    /** A request to be made now: the life's send, or without one the list of the worker. */
    record Call(@Nullable ScheduleLife life, String workerId, long asked) {}

    private final Pacer pacer;
    private final SendGate gate;
    private final ScheduleHealth health;
    private final ErrorWatch errors;
    private final FollowRules rules;
    private final Consumer<Change> changes;
    private final Refusals<ScheduleLife> refusals;
    private final ScheduleBook book = new ScheduleBook();

    private final Map<Long, ScheduleOrder.Group> groups = new HashMap<>();
    private final Deque<ScheduleLife> line = new ArrayDeque<>();
    /** When each was sent, the oldest first. */
    private final Map<ScheduleLife, Long> out = new LinkedHashMap<>();

    private final Map<ScheduleLife, Long> looks = new LinkedHashMap<>();
    private final Set<ScheduleLife> unproven = new LinkedHashSet<>();
    private final Set<String> listsOut = new HashSet<>();
    private List<ScheduleClaim> proposed = List.of();
    private long listsNotBefore;
    private int listFailures;
    private @Nullable StopCause stop;

    ScheduleWindow(Pacer pacer, ErrorWatch errors, FollowRules rules, Consumer<Change> changes, long now) {
        this.pacer = pacer;
        this.errors = errors;
        this.rules = rules;
        this.changes = changes;
        refusals =
                new Refusals<>(false, kept -> note(kept.life(), kept.change()), life -> changes.accept(life.notSent()));
        gate = new SendGate();
        health = new ScheduleHealth(gate, pacer);
        listsNotBefore = now;
    }

    /** What earlier starts left: ids of all schedules, and the last one that the server took from this run. */
    void begin(Set<String> owned, ScheduleLedger.@Nullable Taken last) {
        book.begin(owned, last);
        if (last != null) {
            refusals.trust();
        }
    }

    SendGate gate() {
        return gate;
    }

    @Nullable
    StopCause stop() {
        return stop;
    }

    /** Takes a row that an earlier process left in doubt. */
    void recovered(ScheduleClaim claim, long now) {
        groups.put(claim.rowId(), claim.order().group());
        looks.put(new ScheduleLife(claim, rules, now), now);
    }

    /** Whether further rows can be taken. */
    boolean wantsRows() {
        return stop == null && proposed.isEmpty() && line.isEmpty() && out.size() < TOGETHER && !refusals.several();
    }

    /** Whether nothing under way looks like it. */
    boolean mayBegin(ScheduleOrder order) {
        return !groups.containsValue(order.group());
    }

    /** Takes rows that are not claimed yet: first it has to be known what was there before. */
    void propose(List<ScheduleClaim> rows) {
        proposed = List.copyOf(rows);
        proposed.forEach(claim -> groups.put(claim.rowId(), claim.order().group()));
    }

    /** The rows to be claimed now; none while a list has to be read first. */
    List<ScheduleClaim> ready(long now) {
        if (stop != null || proposed.isEmpty() || staleWorker(now) != null) {
            return List.of();
        }
        List<ScheduleClaim> ready = new ArrayList<>();
        for (ScheduleClaim claim : proposed) {
            // What was doubted before is compared with what was there before that.
            ready.add(claim.before() == null ? claim.after(book.like(claim.order())) : claim);
        }
        proposed = List.of();
        return ready;
    }

    private @Nullable String staleWorker(long now) {
        return proposed.stream()
                .map(claim -> claim.order().workerId())
                .filter(worker -> !book.fresh(worker, now))
                .findFirst()
                .orElse(null);
    }

    /** They are claimed. */
    void claimed(List<ScheduleClaim> claims, long now) {
        for (ScheduleClaim claim : claims) {
            ScheduleLife life = new ScheduleLife(claim, rules, now);
            if (life.waitingToSend()) {
                line.add(life);
            } else {
                looks.put(life, now);
            }
        }
    }

    /** The ledger has noted the end of a row: another one like it may begin. */
    void noted(long rowId) {
        groups.remove(rowId);
    }

    /** Nothing is under way. */
    boolean idle() {
        return nothingGoes() && unproven.isEmpty() && refusals.empty();
    }

    private boolean nothingGoes() {
        return proposed.isEmpty() && line.isEmpty() && out.isEmpty() && looks.isEmpty();
    }

    /** Sends whose answer is out. */
    int out() {
        return out.size();
    }

    SendGate.Outage outage(long now) {
        return gate.outage(now);
    }

    /** No row is left that could prove anything: those that wait for it have failed. */
    void noMoreRows() {
        if (nothingGoes()) {
            List<ScheduleLife> left = List.copyOf(unproven);
            unproven.clear();
            left.forEach(life -> act(life, life.unproven(), 0));
            refusals.noMoreRows();
        }
    }

    /** Stops new sends and gives unsent claims back. */
    void drain(StopCause cause) {
        if (stop == null) {
            stop = cause;
        }
        proposed = List.of();
        refusals.giveBack();
        line.forEach(life -> changes.accept(life.release()));
        line.clear();
        looks.clear();
        unproven.clear();
    }

    /** Ends the rows in line whose moment is not after this: to send them would buy their tasks at once. */
    void expire(Instant wall, long now) {
        List<ScheduleLife> late =
                line.stream().filter(life -> life.claim().order().overdue(wall)).toList();
        line.removeAll(late);
        late.forEach(life -> act(life, life.overdue(), now));
    }

    /** The next request, when one may go at this time; null otherwise. */
    @Nullable
    Call next(long now) {
        if (stop != null || !anythingDue(now) || !pacer.permits(now)) {
            return null;
        }
        pacer.gone(now);
        if (sendDue(now)) {
            ScheduleLife life = line.remove();
            gate.sent(now);
            life.sending();
            out.put(life, now);
            return new Call(life, life.claim().order().workerId(), now);
        }
        String worker = listDue(now);
        if (worker == null) {
            throw new IllegalStateException("what was due is no longer");
        }
        listsOut.add(worker);
        return new Call(null, worker, now);
    }

    private boolean anythingDue(long now) {
        return sendDue(now) || listDue(now) != null;
    }

    private boolean sendDue(long now) {
        return !line.isEmpty() && !full() && gate.open(now);
    }

    private boolean full() {
        return refusals.several() || out.size() >= Math.min(TOGETHER, pacer.slots());
    }

    private @Nullable String listDue(long now) {
        if (!gate.readable(now) || now - listsNotBefore < 0) {
            return null;
        }
        for (Map.Entry<ScheduleLife, Long> look : looks.entrySet()) {
            String worker = look.getKey().claim().order().workerId();
            if (now - look.getValue() >= 0 && !listsOut.contains(worker)) {
                return worker;
            }
        }
        String stale = staleWorker(now);
        return stale == null || listsOut.contains(stale) ? null : stale;
    }

    /** When {@link #next} is worth asking again without an event; null when only an event can change anything. */
    @Nullable
    Long wakeAt(long now) {
        if (stop != null) {
            return null;
        }
        Long send = line.isEmpty() || full() ? null : gate.opensAt(now);
        Long list = null;
        for (long due : looks.values()) {
            list = Times.sooner(list, due);
        }
        if (staleWorker(now) != null && listsOut.isEmpty()) {
            list = now;
        }
        if (list != null) {
            list = listsOut.isEmpty() ? Times.later(list, Times.later(listsNotBefore, gate.readableAt(now))) : null;
        }
        Long next = Times.sooner(send, list);
        return next == null ? null : Long.valueOf(Times.later(next, pacer.permitAt(now)));
    }

    /** The reply to a send. */
    void sent(Call call, Reply<ScheduleRecord> reply, long now) {
        ScheduleLife life = call.life;
        if (life == null) {
            throw new IllegalArgumentException("a send without a row");
        }
        out.remove(life);
        boolean excused = health.send(reply, call.asked, now);
        stopFor(health.tooLong(reply));
        ScheduleDecision decision = life.onSend(reply, now);
        if (refusals.keeps(life, reply, decision.change(), call.asked)) {
            // It is certain not to be there: what looks like it need not wait.
            groups.remove(life.claim().rowId());
        } else {
            act(life, decision, now);
        }
        if (excused) {
            life.forgive();
        }
        Long last = out.values().stream().reduce((one, next) -> next).orElse(null);
        stopFor(refusals.weigh(call.asked, reply, last, stop != null));
    }

    /** The reply to the read of a list. */
    void listed(Call call, Reply<ScheduleList> reply, long now) {
        listsOut.remove(call.workerId);
        health.read(reply, call.asked, now);
        stopFor(health.tooLong(reply));
        stopFor(ScheduleLife.halt(reply));
        stopFor(ScheduleHealth.unreadable(call.workerId, reply));
        if (reply instanceof Reply.Ok<ScheduleList> ok) {
            listFailures = 0;
            book.read(call.workerId, ok.body(), call.asked, now);
            tell(call, now);
        } else {
            listFailures++;
            listsNotBefore = now + rules.readPause(listFailures);
        }
    }

    private void tell(Call call, long now) {
        if (book.proves(call.workerId)) {
            unproven.forEach(life -> looks.put(life, call.asked));
            unproven.clear();
        }
        for (ScheduleLife life : List.copyOf(looks.keySet())) {
            Long due = looks.get(life);
            boolean its = life.claim().order().workerId().equals(call.workerId);
            if (due != null && its && call.asked - due >= 0 && life.heeds(call.asked)) {
                looks.remove(life);
                act(life, life.onList(book.appeared(life.claim()), book.proves(call.workerId), call.asked), now);
            }
        }
    }

    private void act(ScheduleLife life, ScheduleDecision decision, long now) {
        Change change = decision.change();
        if (change != null) {
            note(life, change);
        }
        ScheduleStep step = decision.next();
        if (step instanceof ScheduleStep.Halt halt) {
            stopFor(halt.cause());
        } else if (step instanceof ScheduleStep.Send && stop != null) {
            changes.accept(life.release());
        } else if (step instanceof ScheduleStep.Send) {
            line.add(life);
        } else if (step instanceof ScheduleStep.Look look && stop == null) {
            looks.put(life, now + look.delayNanos());
        } else if (step instanceof ScheduleStep.AwaitProof && stop == null) {
            unproven.add(life);
        }
    }

    private void note(ScheduleLife life, Change change) {
        changes.accept(change);
        if (change instanceof Change.Settled settled) {
            String id = settled.schedule();
            if (id == null) {
                book.doubt();
            } else {
                book.took(id, life.claim().order());
            }
            stopFor(errors.noted(life.claim().number(), change));
        }
    }

    void stopFor(@Nullable StopCause cause) {
        if (cause != null) {
            drain(cause);
        }
    }

    /** What it is doing. */
    DispatchState state(long now, long lastSend, @Nullable Long drainUntil) {
        Long until = null;
        int doubtful = unproven.size();
        for (ScheduleLife life : looks.keySet()) {
            long ends = life.doubtEnds(now);
            doubtful++;
            until = until == null || ends - until > 0 ? Long.valueOf(ends) : until;
        }
        return new DispatchState(
                out.size(), doubtful, until, lastSend, waiting(now, doubtful, until, drainUntil), stop);
    }

    private @Nullable Wait waiting(long now, int doubtful, @Nullable Long until, @Nullable Long drainUntil) {
        if (drainUntil != null) {
            return out.isEmpty() ? null : new Wait(Wait.Reason.DRAINING, out.size(), drainUntil);
        }
        if (gate.reason(now) == SendGate.Reason.COOLING_DOWN) {
            return new Wait(Wait.Reason.COOLING_DOWN, line.size(), gate.opensAt(now));
        }
        if (gate.reason(now) == SendGate.Reason.OUTAGE) {
            return new Wait(
                    Wait.Reason.OUTAGE, line.size(), null, gate.outage(now).told());
        }
        if (!line.isEmpty()) {
            Wait.Reason held = refusals.several() ? Wait.Reason.REFUSALS : Wait.Reason.SLOTS;
            return full() ? new Wait(held, out.size(), null) : Wait.rate(line.size(), pacer.permit(now));
        }
        return doubtful > 0 && out.isEmpty() ? new Wait(Wait.Reason.DOUBT, doubtful, until) : null;
    }
}
