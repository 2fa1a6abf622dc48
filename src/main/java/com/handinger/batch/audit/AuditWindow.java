package com.handinger.batch.audit;

import com.handinger.batch.api.Reply;
import com.handinger.batch.audit.Inspection.Next;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which read goes next, and when: never more at once than the pacer has slots, within its rate, not while the server
 * asked to slow down, and nothing new while it is away.
 *
 * <p>It decides and never waits: time comes in with each call, in nanoseconds of one monotonic clock. For one thread.
 */
final class AuditWindow {

    /** A read to be made now. */
    record Call(Inspection inspection, Inspection.Request request, long asked) {}

    private record Due(long at, long order, Inspection inspection, Inspection.Request request, boolean failed) {}

    /** With so many absent tasks and not one that is there, the key is the fault, or the server. */
    static final int HOPELESS = 20;

    private static final String FOREIGN = " of the tasks that this run knows could be read with this key: either it"
            + " belongs to another organisation, or the server has lost them all; check HANDINGER_API_KEY";

    private final AuditRules rules;
    private final Pacer pacer;
    private final SendGate gate = new SendGate();
    private final Deque<Inspection> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final List<AuditVerdict> verdicts = new ArrayList<>();

    private long order;
    private int underWay;
    private int failing;
    private long readable;
    private long missed;
    private @Nullable StopCause stop;

    /** @param readable tasks that an earlier part of this audit could read */
    AuditWindow(AuditRules rules, Pacer pacer, long readable) {
        this.rules = rules;
        this.pacer = pacer;
        this.readable = readable;
    }

    void add(List<AuditedAttempt> attempts) {
        attempts.forEach(attempt -> ready.add(new Inspection(attempt, rules.follow())));
    }

    /** Attempts whose first read is still to come. */
    int waiting() {
        return ready.size();
    }

    boolean idle() {
        return ready.isEmpty() && due.isEmpty() && underWay == 0;
    }

    /** Whether nothing is left but tasks that have to stay absent for a while. */
    boolean onlyGraces() {
        return ready.isEmpty() && underWay == 0 && failing == 0 && !due.isEmpty();
    }

    /** The verdicts since the last call. */
    List<AuditVerdict> take() {
        List<AuditVerdict> taken = List.copyOf(verdicts);
        verdicts.clear();
        return taken;
    }

    /** Why the audit has to stop; null while it need not. */
    @Nullable
    StopCause stop(long now) {
        SendGate.Outage away = gate.outage(now);
        if (stop == null && gate.unreachable() && away.lasted().compareTo(rules.outage()) > 0) {
            stop = new StopCause(
                    StopCause.Kind.STOPPED,
                    "the server did not answer for " + Span.text(rules.outage()) + " (limits.outage)" + away.told()
                            + "; run the same command again when it is back");
        }
        if (stop == null && readable == 0 && missed > 0 && (missed >= HOPELESS || idle())) {
            stop = new StopCause(StopCause.Kind.CREDENTIALS, "none" + FOREIGN);
        }
        return stop;
    }

    SendGate.Reason waitsFor(long now) {
        return gate.reason(now);
    }

    /** What is told of a server that is away, as the end of a sentence. */
    String trouble(long now) {
        return gate.outage(now).told();
    }

    /** The next read, when one may go at this time; null otherwise. */
    @Nullable
    Call next(long now) {
        boolean again = !due.isEmpty() && due.element().at - now <= 0;
        pacer.waitForSlot(onlySlotsLack(now), now);
        if ((!again && !mayBegin()) || underWay >= pacer.slots() || !gate.readable(now) || !pacer.permits(now)) {
            return null;
        }
        pacer.gone(now);
        underWay++;
        if (!again) {
            return new Call(ready.remove(), Inspection.Request.TASK, now);
        }
        Due next = due.remove();
        failing -= next.failed ? 1 : 0;
        return new Call(next.inspection, next.request, now);
    }

    private boolean mayBegin() {
        return !ready.isEmpty() && !gate.unreachable() && underWay + failing < pacer.slots();
    }

    private boolean onlySlotsLack(long now) {
        return !ready.isEmpty() && underWay + failing >= pacer.slots() && !gate.unreachable() && gate.readable(now);
    }

    /** When {@link #next} is worth asking again without a reply; null when only a reply can change anything. */
    @Nullable
    Long wakeAt(long now) {
        Long growth = onlySlotsLack(now) ? pacer.slotsGrowAt() : null;
        Long read = underWay >= pacer.slots() ? null : readAt(now);
        return growth == null || (read != null && read - growth < 0) ? read : growth;
    }

    private @Nullable Long readAt(long now) {
        Long first = mayBegin() ? Long.valueOf(now) : due.isEmpty() ? null : Long.valueOf(due.element().at);
        if (first == null) {
            return null;
        }
        return Math.max(Math.max(first, gate.readableAt(now)), pacer.permitAt(now));
    }

    /** What the reply says of the server; to be told before the attempt's own {@link #act}. */
    void heard(Call call, Reply<?> reply, long now) {
        underWay--;
        if (reply instanceof Reply.Later<?> later) {
            Duration after = later.after();
            gate.readLimited(now, after);
            pacer.refused(call.asked, now, after);
            String tooLong = pacer.tooLong(after);
            if (tooLong != null) {
                stop = new StopCause(StopCause.Kind.STOPPED, tooLong);
            }
        } else if (reply instanceof Reply.NotSent || reply instanceof Reply.Unknown) {
            gate.readFailed(now, reply.trouble());
        } else {
            gate.readAnswered(now);
        }
    }

    boolean outage() {
        return gate.unreachable();
    }

    /** Does what follows the reply of an attempt. */
    void act(Inspection inspection, boolean missedBefore, Next next, long now) {
        missed += inspection.missed() && !missedBefore ? 1 : 0;
        if (next instanceof Next.Ask ask) {
            failing += ask.failed() ? 1 : 0;
            due.add(new Due(now + ask.delayNanos(), order++, inspection, ask.request(), ask.failed()));
        } else if (next instanceof Next.Done done) {
            readable += done.verdict().task() == null ? 0 : 1;
            verdicts.add(done.verdict());
        } else if (next instanceof Next.Halt halt && stop == null) {
            stop = halt.cause();
        }
    }
}
