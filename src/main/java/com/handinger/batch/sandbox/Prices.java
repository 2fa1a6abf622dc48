package com.handinger.batch.sandbox;

import java.util.EnumMap;
import java.util.Map;

/**
 * Credits per turn by tier. Which turn costs what depends on the seed, the task id and the turn's number alone.
 *
 * @param ranges a tier that is absent costs nothing
 */
public record Prices(Map<Budget, Range> ranges) {

    /** Whole credits from {@code least} to {@code most}, both included. */
    public record Range(int least, int most) {
        public Range {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException(
                        "A price range needs 0 <= least <= most, not " + least + " to " + most + ".");
            }
        }
    }

    public Prices {
        ranges = Map.copyOf(ranges);
    }

    /** low 1 to 2, standard 3, high 8 to 12, unlimited 20 to 60. */
    public static Prices defaults() {
        Map<Budget, Range> ranges = new EnumMap<>(Budget.class);
        ranges.put(Budget.LOW, new Range(1, 2));
        ranges.put(Budget.STANDARD, new Range(3, 3));
        ranges.put(Budget.HIGH, new Range(8, 12));
        ranges.put(Budget.UNLIMITED, new Range(20, 60));
        return new Prices(ranges);
    }

    int credits(Budget budget, Dice dice) {
        Range range = ranges.getOrDefault(budget, new Range(0, 0));
        return range.least() + dice.below(range.most() - range.least() + 1);
    }
}
