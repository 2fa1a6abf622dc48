package com.handinger.batch.dispatch;

import com.handinger.batch.task.RowLife;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were sent, perhaps.
 *
 * @param rows how many
 * @param until when the last of them will have been looked up through its grace, if all looks tell; in nanoseconds of
 *     the dispatcher's clock; null while none is looked up
 */
record Doubt(int rows, @Nullable Long until) {

    static Doubt of(Places places, long now) {
        int rows = places.held();
        Long last = null;
        for (RowLife life : places.active()) {
            if (life.inDoubt()) {
                long ends = life.doubtEnds(now);
                rows++;
                last = last == null || ends - last > 0 ? Long.valueOf(ends) : last;
            }
        }
        // Some of those that are held hold their slots too, and their own look is over.
        return new Doubt(Math.min(rows, places.held() + places.active().size()), last);
    }
}
