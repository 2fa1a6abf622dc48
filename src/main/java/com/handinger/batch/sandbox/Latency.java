package com.handinger.batch.sandbox;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long a turn takes: lognormal around a median, cut off at a cap. Which turn gets which duration depends on the seed,
 * the task id and the turn's number alone.
 *
 * @param median half of the turns of a tier with factor 1 are faster
 * @param sigma standard deviation of the logarithm; 0 makes all turns of a tier equally long
 * @param cap no turn of any tier takes longer
 * @param factors multiplies the median of a tier; a tier that is absent has factor 1
 */
public record Latency(Duration median, double sigma, Duration cap, Map<Budget, Double> factors) {

    public Latency {
        if (median.isNegative() || cap.isNegative() || !(sigma >= 0)) {
            throw new IllegalArgumentException("Latency needs a median, a sigma and a cap of at least 0, not " + median
                    + ", " + sigma + " and " + cap + ".");
        }
        factors = Map.copyOf(factors);
    }

    /** Median 200 ms, sigma 1, cap 10 s; dearer tiers take longer. */
    public static Latency defaults() {
        Map<Budget, Double> factors = new EnumMap<>(Budget.class);
        factors.put(Budget.LOW, 0.5);
        factors.put(Budget.STANDARD, 1.0);
        factors.put(Budget.HIGH, 2.0);
        factors.put(Budget.UNLIMITED, 4.0);
        return new Latency(Duration.ofMillis(200), 1.0, Duration.ofSeconds(10), factors);
    }

    /** The same shape for every tier. */
    public static Latency lognormal(Duration median, double sigma, Duration cap) {
        return new Latency(median, sigma, cap, Map.of());
    }

    /** Exactly this long, whatever the tier. */
    public static Latency fixed(Duration duration) {
        return new Latency(duration, 0, duration, Map.of());
    }

    /** Milliseconds for a standard normal draw. */
    int millis(Budget budget, double normal) {
        double scaled = median.toMillis() * factors.getOrDefault(budget, 1.0) * Math.exp(sigma * normal);
        double longest = Math.min(cap.toMillis(), Integer.MAX_VALUE);
        return (int) Math.round(Math.min(scaled, longest));
    }
}
