package com.handinger.batch.pacing;

/**
 * A limit that nobody told, found by trying: it grows while it is in use and is cut when the server refuses. Where it was
 * refused last it remembers: fast up to there, slowly past it, and fast again beyond, since the server allows more now. So
 * it stays close below a limit that stands still, and follows one that moves. For one thread.
 */
final class AdaptiveLimit {

    private static final double NEAR = 0.9;
    private static final double BEYOND = 1.2;
    /** Part of the ceiling by which it grows in a second close to it: some 30 s from one refusal to the next. */
    private static final double CREEP = 0.0075;

    private static final double DOUBLING_SECONDS = 4;

    private final double min;
    private final double max;
    private final double firstDoublingSeconds;

    private double value;
    /** Where it was refused last; 0 before. */
    private double ceiling;

    /**
     * A limit that nothing is known of.
     *
     * @param firstDoublingSeconds how fast it grows before the first refusal
     */
    AdaptiveLimit(double min, double max, double start, double firstDoublingSeconds) {
        this.min = min;
        this.max = max;
        this.firstDoublingSeconds = firstDoublingSeconds;
        value = bounded(start);
    }

    /** Goes on with what an earlier start found. */
    void known(double limit) {
        value = bounded(limit);
        ceiling = value;
    }

    double value() {
        return value;
    }

    /** Whether a refusal, or an earlier start, told where it is. */
    boolean found() {
        return ceiling > 0;
    }

    /** Where it was refused last; 0 when it never was. */
    double ceiling() {
        return ceiling;
    }

    boolean atMax() {
        return value >= max;
    }

    /** It was in use for so long and nothing was refused. */
    void grow(double seconds) {
        value = bounded(grown(seconds));
    }

    private double grown(double seconds) {
        if (!found()) {
            return value * Math.pow(2, seconds / firstDoublingSeconds);
        }
        if (value >= NEAR * ceiling && value < BEYOND * ceiling) {
            return value + CREEP * ceiling * seconds;
        }
        double fast = value * Math.pow(2, seconds / DOUBLING_SECONDS);
        return value < NEAR * ceiling ? Math.min(fast, NEAR * ceiling) : fast;
    }

    /**
     * The server refused.
     *
     * @param refusedAt what it seems to allow no more than
     * @param to the value from here on
     */
    void cut(double refusedAt, double to) {
        ceiling = bounded(refusedAt);
        value = bounded(Math.min(to, value));
    }

    private double bounded(double wish) {
        return Math.max(min, Math.min(max, wish));
    }
}
