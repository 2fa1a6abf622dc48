package com.handinger.batch.pacing;

import java.time.Duration;

/**
 * Requests one after the other at even distances (the generic cell rate algorithm). Whoever comes late may catch up with
 * so much, or a busy machine would never reach the rate; a long pause gains no more.
 */
final class Spacing {

    static final long SLACK = Duration.ofMillis(50).toNanos();

    private double perSecond;
    private int burst;
    private long due;
    private boolean begun;

    /** Begins evenly. */
    Spacing(double perSecond) {
        this(perSecond, 0);
    }

    /** @param burst requests that may go at once, until the rate is set anew */
    Spacing(double perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Another rate, that is still as uncertain. */
    void grow(double requestsPerSecond) {
        perSecond = requestsPerSecond;
    }

    /** A rate that is known: evenly from here on. */
    void rate(double requestsPerSecond) {
        perSecond = requestsPerSecond;
        burst = 0;
    }

    long periodNanos() {
        return (long) Math.ceil(Times.SECOND / perSecond);
    }

    private long slack() {
        return Math.max(SLACK, burst * periodNanos());
    }

    long permitAt(long now) {
        return begun ? due - slack() : now;
    }

    void gone(long now) {
        long first = burst > 0 ? now : now + SLACK;
        due = (begun ? Times.later(due, now) : first) + periodNanos();
        begun = true;
    }
}
