package com.handinger.batch.progress;

import org.jspecify.annotations.Nullable;

/**
 * What a start is about at one moment. Immutable.
 *
 * @param inFlight rows at the server, or on their way
 * @param inDoubt rows that were sent, perhaps
 * @param underWay both, for people
 * @param still why nothing is sent; null when nothing is in its way
 */
public record Moment(
        int inFlight,
        int inDoubt,
        String underWay,
        Credits credits,
        @Nullable Stillness still) {

    /**
     * Credits of the whole run.
     *
     * @param reserved for tasks under way
     * @param limit null means no limit
     */
    public record Credits(
            long spent, long reserved, @Nullable Long limit) {

        /** Such as {@code 16 credits spent, 4 reserved of 500}. */
        String text() {
            return Counted.of(spent, "credit") + " spent"
                    + (reserved == 0 ? "" : ", " + reserved + " reserved")
                    + (limit == null ? "" : " of " + limit);
        }
    }

    /** The same while nothing is in the way of a send. */
    Moment sending() {
        return new Moment(inFlight, inDoubt, underWay, credits, null);
    }
}
