package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowLife;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this key sees what earlier starts of the run sent. The key of another organisation makes every task look
 * absent, so before the first further send of a row from an earlier start, a task that the run knows must be readable.
 * For one thread.
 */
final class KeyProof {

    private final Deque<RowLife> witnesses = new ArrayDeque<>();
    private final Set<RowLife> all = new HashSet<>();
    private final List<RowLife> waiting = new ArrayList<>();
    private boolean asked;
    private boolean proven;

    /** Tasks that the server had; none means that there is nothing to prove by. */
    void witnesses(List<RowLife> known) {
        witnesses.addAll(known);
        all.addAll(known);
    }

    /** Whether a row may be sent again now. */
    boolean covers(RowLife life) {
        return proven || all.isEmpty() || life.claim().origin() == Claim.Origin.FRESH;
    }

    /** Holds a row until the proof. */
    void hold(RowLife life) {
        waiting.add(life);
    }

    /** The witness to be read now; null when there is none, or one is being read already. */
    @Nullable
    RowLife ask() {
        if (asked || proven) {
            return null;
        }
        asked = true;
        return witnesses.peek();
    }

    /** Whether it is read for the proof alone: its own life is over. */
    boolean isWitness(RowLife life) {
        return all.contains(life);
    }

    /** A task of an earlier start was read. */
    List<RowLife> prove() {
        proven = true;
        return let();
    }

    /** The rows that waited. */
    List<RowLife> let() {
        List<RowLife> rows = List.copyOf(waiting);
        waiting.clear();
        return rows;
    }

    /**
     * The reply to the read of a witness that was not found.
     *
     * @return the one to be read next; null when none of them is there
     */
    @Nullable
    RowLife next(Reply<?> reply) {
        if (reply instanceof Reply.Absent) {
            witnesses.poll();
        }
        return witnesses.peek();
    }
}
