package com.handinger.batch.forecast;

/**
 * What is expected, and the ends between which the truth lies in at least nine of ten cases.
 *
 * @param low not above {@code expected}
 * @param high not below {@code expected}
 */
public record Interval(double low, double expected, double high) {

    /** A value that is known. */
    public static Interval exactly(double value) {
        return new Interval(value, value, value);
    }

    /** The same with something known added. */
    public Interval plus(double known) {
        return new Interval(low + known, expected + known, high + known);
    }
}
