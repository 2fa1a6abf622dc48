package com.handinger.batch.forecast;

/**
 * What is expected, and the ends between which the truth lies in at least nine of ten cases.
 *
 * @param low not above {@code expected}
 * @param high not below {@code expected}
 */
public record Interval(double low, double expected, double high) {

    private static final double THIRD = 1.0 / 3;

    /** A value that is known. */
    public static Interval exactly(double value) {
        return new Interval(value, value, value);
    }

    /** The same of what can be no less than something, of which an estimate is known to about a third. */
    public Interval atLeast(double estimate) {
        return new Interval(
                Math.max(low, estimate * (1 - THIRD)),
                Math.max(expected, estimate),
                Math.max(high, estimate * (1 + THIRD)));
    }

    /** The same with something known added. */
    public Interval plus(double known) {
        return new Interval(low + known, expected + known, high + known);
    }
}
