package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Requests that wait for their time; of two with the same time the older one is first. For one thread. */
final class Agenda {

    /** A request that is due at a time, in nanoseconds of the window's clock. */
    record Due(long at, long order, RowLife life, Step.Request request) {}

    /** While rows wait to be sent, reads that can wait take no more than one part in so many of the rate. */
    private static final int SHARES = 4;

    private final PriorityQueue<Due> due = new PriorityQueue<>(Agenda::earlier);
    private long order;

    private static int earlier(Due a, Due b) {
        long difference = a.at - b.at;
        return difference == 0 ? Long.compare(a.order, b.order) : Long.signum(difference);
    }

    void add(RowLife life, Step.Request request, long at) {
        due.add(new Due(at, order++, life, request));
    }

    /** Takes the reply to any request, for the sake of the reads beside sends. */
    void heard(Canary canary, Window.Call call, Reply<?> reply, long now) {
        boolean watching = canary.watching();
        look(canary.heard(call, reply, now), now);
        if (watching && !canary.watching()) {
            removeIf(canary::isLook);
        }
    }

    /** Adds the read beside a send; null for none. */
    void look(Canary.@Nullable Look beside, long now) {
        if (beside != null) {
            add(beside.life(), Step.Request.TASK, now + beside.delayNanos());
        }
    }

    /**
     * The pause before a read, long enough that all reads that wait take no more than their part of the rate.
     *
     * @param delay what the row asks for; a read at once stays one
     * @param period from one request to the next
     */
    long unhurried(long delay, long period, boolean rowsWait) {
        long round = due.size() * period * (rowsWait ? SHARES : 1);
        return delay == 0 ? 0 : Math.max(delay, round);
    }

    /** When the first one is due; null without any. */
    @Nullable
    Long first() {
        Due first = due.peek();
        return first == null ? null : Long.valueOf(first.at);
    }

    boolean reached(long now) {
        Due first = due.peek();
        return first != null && first.at - now <= 0;
    }

    /** The first one, when it is due and a send; null otherwise. */
    @Nullable
    Due takeSend(long now) {
        return reached(now) && due.element().request == Step.Request.SEND ? due.remove() : null;
    }

    Due take() {
        return due.remove();
    }

    /** Somebody says that this task has ended: when its read is all that the row waits for, it is due now. */
    void told(Set<RowLife> lives, String taskId, long now) {
        for (RowLife life : lives) {
            if (life.claim().taskId().equals(taskId)) {
                life.told();
                hasten(life, now);
            }
        }
    }

    private void hasten(RowLife life, long now) {
        if (due.removeIf(next -> next.life == life && next.request == Step.Request.TASK)) {
            add(life, Step.Request.TASK, now);
        }
    }

    void removeIf(Predicate<RowLife> condition) {
        due.removeIf(next -> condition.test(next.life));
    }
}
