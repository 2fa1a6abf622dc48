package com.handinger.batch.forecast;

/**
 * How fast tasks can be handed to the server.
 *
 * @param fewest tasks in flight that are sure to be allowed, from 1 on
 * @param most tasks in flight at most; between the two it follows the server
 * @param requestsPerRow requests that a row takes
 * @param requestsPerMinute of all requests; 0 for no bound
 */
public record Pace(int fewest, int most, double requestsPerRow, double requestsPerMinute) {

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
        double slow = Math.min(fewest, rows);
        double fast = Math.min(most, rows);
        double rate = requestsPerMinute > 0 ? rows * requestsPerRow / requestsPerMinute * MILLIS_PER_MINUTE : 0;
        double one = work.expected() / rows;
        return new Interval(
                Math.max(work.low() / fast, rate),
                Math.max(work.expected() / Math.sqrt(slow * fast), rate) + one,
                Math.max(work.high() / slow, rate) + Math.max(one, tasks.largest()));
    }
}
