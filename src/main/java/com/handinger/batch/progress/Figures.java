package com.handinger.batch.progress;

import org.jspecify.annotations.Nullable;

/**
 * How a start stands at one moment. Immutable.
 *
 * @param name of the job
 * @param total rows that the start has selected
 * @param done of them have ended
 * @param completed of those
 * @param pace rows a minute of late; null before the first
 * @param times of tasks that ended; null before the first
 * @param left how long it will take; null while nothing tells
 */
record Figures(
        String name,
        long total,
        long done,
        long completed,
        long failed,
        long unusable,
        long rejected,
        @Nullable Double pace,
        @Nullable Times times,
        @Nullable TimeLeft left,
        Moment moment) {

    /** The task times that half of the tasks, and all but a twentieth, do not exceed, in milliseconds. */
    record Times(long p50, long p95) {}

    /** The same while nothing is in the way of a send. */
    Figures sending() {
        return new Figures(
                name, total, done, completed, failed, unusable, rejected, pace, times, left, moment.sending());
    }
}
