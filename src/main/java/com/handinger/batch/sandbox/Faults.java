package com.handinger.batch.sandbox;

import java.util.EnumMap;
import java.util.Map;

/** Decides what goes wrong. Called once per valid POST of a task, from several threads at once. */
@FunctionalInterface
public interface Faults {

    /** What happens to this POST. */
    Fault on(TaskPost post);

    /** Nothing ever goes wrong. */
    static Faults none() {
        return post -> Fault.NONE;
    }

    /**
     * Each fault hits its share of the POSTs, which ones depends on the seed.
     *
     * @param shares from 0 to 1 each, together at most 1; {@link IllegalArgumentException} otherwise
     */
    static Faults shares(Map<Fault, Double> shares) {
        Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
        ordered.putAll(shares);
        double sum = ordered.values().stream().mapToDouble(Double::doubleValue).sum();
        if (ordered.values().stream().anyMatch(share -> !(share >= 0)) || sum > 1 + 1e-9) {
            throw new IllegalArgumentException(
                    "Shares of faults lie between 0 and 1, together at most 1, not " + shares + ".");
        }
        return post -> {
            double rest = post.dice();
            for (Map.Entry<Fault, Double> share : ordered.entrySet()) {
                rest -= share.getValue();
                if (rest < 0) {
                    return share.getKey();
                }
            }
            return Fault.NONE;
        };
    }
}
