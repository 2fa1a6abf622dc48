package com.handinger.batch.metrics;

import com.handinger.batch.task.RowState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a start stands at one moment. Immutable.
 *
 * @param rows of the run, by state
 * @param tasks null when this start has had none under way
 */
public record Reading(
        Map<RowState, Long> rows,
        Credits credits,
        Requests requests,
        @Nullable Tasks tasks) {

    /** Copies the map. */
    public Reading {
        rows = Map.copyOf(rows);
    }

    /** The end of what stood so before: nothing is under way any more. */
    Reading after(Reading before) {
        Tasks had = before.tasks;
        Tasks none = had == null ? null : new Tasks(had.selected, 0, 0, had.most, had.requestsPerMinute, null);
        return new Reading(rows, credits, requests, none);
    }

    /** The same with requests that were made before. */
    Reading behind(Requests before) {
        return new Reading(rows, credits, requests.plus(before), tasks);
    }

    /**
     * Credits of the whole run.
     *
     * @param reserved for tasks under way
     * @param limit null means no limit
     */
    public record Credits(
            long spent, long reserved, @Nullable Long limit) {}

    /**
     * Requests of this start.
     *
     * @param sends those that may buy
     * @param reads all others
     * @param throttled answers 429 among them
     * @param faults answers 5xx and none at all, among them
     */
    public record Requests(long sends, long reads, long throttled, long faults) {

        /** None at all. */
        public static final Requests NONE = new Requests(0, 0, 0, 0);

        private Requests plus(Requests other) {
            return new Requests(
                    sends + other.sends, reads + other.reads, throttled + other.throttled, faults + other.faults);
        }
    }

    /**
     * What is under way.
     *
     * @param selected rows that this start works on
     * @param inFlight rows at the server, or on their way
     * @param inDoubt rows that were sent, perhaps
     * @param most tasks that may be in flight; null without a limit
     * @param requestsPerMinute that may be made; null without a limit
     * @param waiting why nothing is sent; null when nothing is in its way
     */
    public record Tasks(
            long selected,
            int inFlight,
            int inDoubt,
            @Nullable Integer most,
            @Nullable Integer requestsPerMinute,
            @Nullable Wait waiting) {}

    /**
     * Nothing is sent.
     *
     * @param reason a word
     * @param seconds for how long
     */
    public record Wait(String reason, double seconds) {}
}
