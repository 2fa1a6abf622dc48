package com.handinger.batch.dispatch;

import com.handinger.batch.task.RowLife;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Of the rows that add a turn to the same task one at a time goes, in their order: what the task had before one of them
 * must not hold the turn of another that is still on its way. For one thread.
 */
final class TurnOrder {

    /** The row whose turn it is, and those behind it. */
    private record Place(RowLife first, Deque<RowLife> behind) {}

    private final Map<String, Place> places = new HashMap<>();
    private int waiting;

    /** Whether the row may go; otherwise it waits until {@link #next} gives it out. */
    boolean admits(RowLife life) {
        if (!life.claim().appends()) {
            return true;
        }
        Place place = places.putIfAbsent(life.claim().taskId(), new Place(life, new ArrayDeque<>()));
        if (place == null || place.first == life) {
            return true;
        }
        place.behind.add(life);
        waiting++;
        return false;
    }

    /** Rows that wait for another one. */
    int waiting() {
        return waiting;
    }

    /** The row is over with. Returns the one that goes next; null for none. */
    @Nullable
    RowLife next(RowLife gone) {
        String taskId = gone.claim().taskId();
        Place place = places.get(taskId);
        if (place == null || place.first != gone) {
            return null;
        }
        place.behind.forEach(life -> life.follows(gone));
        RowLife next = place.behind.poll();
        if (next == null) {
            places.remove(taskId);
            return null;
        }
        waiting--;
        places.put(taskId, new Place(next, place.behind));
        return next;
    }

    /** Nothing goes any more. */
    void clear(Consumer<RowLife> unsent) {
        places.values().forEach(place -> {
            place.behind.forEach(unsent);
            place.behind.clear();
        });
        waiting = 0;
    }
}
