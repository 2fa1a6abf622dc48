package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.task.RowLife;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were looked up and found absent. Some stand in line to be sent, the freshest look first; others are parked
 * without a slot, because they may have been sent before and nothing tells yet whether an absence proves anything here.
 * For one thread.
 */
final class Resends {

    /** A look before a further send that is older than this, or than a few turns of the told rate, is repeated. */
    private static final Duration FRESH_LOOK = Duration.ofSeconds(5);

    private static final int TURNS = 4;

    private final Deque<Agenda.Due> line = new ArrayDeque<>();
    private final Deque<RowLife> parked = new ArrayDeque<>();
    private final long fresh;

    Resends(RequestRate rate) {
        fresh = Math.max(FRESH_LOOK.toNanos(), TURNS * rate.periodNanos());
    }

    void add(Agenda.Due resend) {
        line.addFirst(resend);
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    int size() {
        return line.size();
    }

    Agenda.Due take() {
        return line.remove();
    }

    /** Whether the look before this send is fresh enough. */
    boolean fresh(Agenda.Due resend, long now) {
        return now - resend.at() <= fresh;
    }

    /** Empties the line. */
    List<RowLife> clear() {
        List<RowLife> rows = line.stream().map(Agenda.Due::life).toList();
        line.clear();
        return rows;
    }

    void park(RowLife life) {
        parked.add(life);
    }

    /** How many are parked. */
    int parked() {
        return parked.size();
    }

    /** The one that was parked first; null without any. */
    @Nullable
    RowLife peekParked() {
        return parked.peek();
    }

    /** All that were parked, the last one first. */
    List<RowLife> unpark() {
        if (parked.isEmpty()) {
            return List.of();
        }
        List<RowLife> rows = new ArrayList<>(parked);
        Collections.reverse(rows);
        parked.clear();
        return rows;
    }
}
