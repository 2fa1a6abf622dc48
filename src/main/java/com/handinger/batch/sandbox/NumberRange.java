package com.handinger.batch.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The numbers a schema allows: multiples of a step between two bounds. */
final class NumberRange {

    private static final BigDecimal SPREAD = BigDecimal.valueOf(100);

    private final ObjectNode schema;
    private final BigDecimal step;

    /** @param scale decimals where the schema does not say {@code multipleOf}; 0 for integers */
    NumberRange(ObjectNode schema, int scale) {
        this.schema = schema;
        BigDecimal multiple = bound("multipleOf");
        BigDecimal natural = BigDecimal.ONE.movePointLeft(scale);
        boolean usable = multiple != null
                && multiple.signum() > 0
                && (scale > 0 || multiple.stripTrailingZeros().scale() <= 0);
        this.step = usable && multiple != null ? multiple : natural;
    }

    BigDecimal draw(Dice dice) {
        BigDecimal low = lowest();
        BigDecimal high = highest();
        BigDecimal spread = SPREAD.divide(step, 0, RoundingMode.CEILING);
        BigDecimal unbounded = high == null ? BigDecimal.ZERO : high.subtract(spread);
        BigDecimal from = low == null ? unbounded : low;
        BigDecimal to = high == null ? from.add(spread) : high;
        if (to.compareTo(from) < 0) {
            return between();
        }
        BigDecimal steps = to.subtract(from).multiply(BigDecimal.valueOf(dice.unit()));
        return from.add(steps.setScale(0, RoundingMode.HALF_UP)).multiply(step);
    }

    /** The first allowed number, counted in steps; null without a lower bound. */
    private @Nullable BigDecimal lowest() {
        BigDecimal least = bound("minimum");
        BigDecimal above = bound("exclusiveMinimum");
        return Stream.of(
                        least == null ? null : least.divide(step, 0, RoundingMode.CEILING),
                        above == null
                                ? null
                                : above.divide(step, 0, RoundingMode.FLOOR).add(BigDecimal.ONE))
                .filter(bound -> bound != null)
                .max(BigDecimal::compareTo)
                .orElse(null);
    }

    private @Nullable BigDecimal highest() {
        BigDecimal most = bound("maximum");
        BigDecimal below = bound("exclusiveMaximum");
        return Stream.of(
                        most == null ? null : most.divide(step, 0, RoundingMode.FLOOR),
                        below == null
                                ? null
                                : below.divide(step, 0, RoundingMode.CEILING).subtract(BigDecimal.ONE))
                .filter(bound -> bound != null)
                .min(BigDecimal::compareTo)
                .orElse(null);
    }

    /** Where the bounds lie closer together than a step. */
    private BigDecimal between() {
        BigDecimal low = bound("minimum") != null ? bound("minimum") : bound("exclusiveMinimum");
        BigDecimal high = bound("maximum") != null ? bound("maximum") : bound("exclusiveMaximum");
        if (low == null || high == null) {
            return BigDecimal.ZERO;
        }
        return low.add(high).divide(BigDecimal.valueOf(2));
    }

    private @Nullable BigDecimal bound(String keyword) {
        JsonNode bound = schema.path(keyword);
        return bound.isNumber() ? bound.decimalValue() : null;
    }
}
