package com.handinger.batch.sandbox;

import java.util.Map;

/** Decides what goes wrong. Called once per valid POST of a task, from several threads at once. */
@FunctionalInterface
public interface Faults {

    /** What happens to this POST. {@link Fault#DROP_BEFORE_READ} comes too late here, and then breaks the connection all the same. */
    Fault on(TaskPost post);

    /**
     * Whether a POST is dropped before anything of it is known.
     *
     * @param dice from 0 included to 1 excluded, fixed by the seed and the number of POSTs so far
     */
    default boolean beforeRead(double dice) {
        return false;
    }

    /** Nothing ever goes wrong. */
    static Faults none() {
        return shares(Map.of());
    }

    /**
     * Each fault hits its share of the POSTs, which ones depends on the seed.
     *
     * @param shares from 0 to 1 each, together at most 1; {@link IllegalArgumentException} otherwise
     */
    static Faults shares(Map<Fault, Double> shares) {
        return new FaultShares(shares);
    }
}
