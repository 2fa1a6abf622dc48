package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Property
    void noDrawLeavesTheCap(
            @ForAll @IntRange(max = 1_000_000) int median,
            @ForAll @DoubleRange(max = 5) double sigma,
            @ForAll @IntRange(max = 1_000_000) int cap,
            @ForAll Budget budget,
            @ForAll @DoubleRange(min = -40, max = 40) double normal) {
        Latency latency = new Latency(
                Duration.ofMillis(median),
                sigma,
                Duration.ofMillis(cap),
                Latency.defaults().factors());

        assertThat(latency.millis(budget, normal)).isBetween(0, cap);
    }

    @Property
    void theSameTaskAlwaysTakesTheSameTime(@ForAll long seed, @ForAll String task) {
        Latency latency = Latency.defaults();

        assertThat(latency.millis(Budget.HIGH, Dice.of(seed, task).normal()))
                .isEqualTo(latency.millis(Budget.HIGH, Dice.of(seed, task).normal()));
    }

    @Test
    void halfOfTheTasksAreFasterThanTheMedianAndTheSpreadIsSigma() {
        Latency latency = Latency.lognormal(Duration.ofSeconds(10), 0.5, Duration.ofDays(1));
        double[] logs = IntStream.range(0, 20_000)
                .mapToDouble(i -> Math.log(latency.millis(
                                Budget.LOW, Dice.of(1, "latency", "tsk_" + i, 0).normal())
                        / 10_000.0))
                .sorted()
                .toArray();
        double mean = IntStream.range(0, logs.length)
                .mapToDouble(i -> logs[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, logs.length)
                .mapToDouble(i -> (logs[i] - mean) * (logs[i] - mean))
                .average()
                .orElseThrow();

        assertThat(logs[logs.length / 2]).isBetween(-0.02, 0.02);
        assertThat(Math.sqrt(variance)).isBetween(0.48, 0.52);
    }

    @Property
    void pricesStayInTheirRange(@ForAll long seed, @ForAll Budget budget) {
        Prices.Range range = Objects.requireNonNull(Prices.defaults().ranges().get(budget));

        assertThat(Prices.defaults().credits(budget, Dice.of(seed))).isBetween(range.least(), range.most());
    }
}
