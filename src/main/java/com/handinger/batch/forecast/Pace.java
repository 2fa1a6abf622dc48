package com.handinger.batch.forecast;

/**
 * How fast tasks can be handed to the server.
 *
 * @param slots tasks in flight, from 1 on
 * @param requestsPerRow requests that a row takes
 * @param requestsPerMinute of all requests; 0 for no bound
 */
public record Pace(int slots, double requestsPerRow, double requestsPerMinute) {

    private static final double MILLIS_PER_MINUTE = 60_000;

    /**
     * How long so many rows take, in milliseconds, when they start as soon as a slot and the rate allow. At most the work
     * shared among the slots and the longest row on top of it (Graham, 1969), and never less than the rate needs.
     *
     * @param tasks milliseconds of the server for one row, seen so far
     */
    public Interval millis(Sample tasks, long rows) {
        if (rows <= 0) {
            return Interval.exactly(0);
        }
        Interval work = tasks.total(rows);
        double atOnce = Math.min(slots, rows);
        double rate = requestsPerMinute > 0 ? rows * requestsPerRow / requestsPerMinute * MILLIS_PER_MINUTE : 0;
        double one = work.expected() / rows;
        return new Interval(
                Math.max(work.low() / atOnce, rate),
                Math.max(work.expected() / atOnce, rate) + one,
                Math.max(work.high() / atOnce, rate) + Math.max(one, tasks.largest()));
    }
}
