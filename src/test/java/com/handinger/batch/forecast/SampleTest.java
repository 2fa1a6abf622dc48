package com.handinger.batch.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTest {

    private static final int ROWS = 1000;
    private static final int PILOT = 30;

    /** What a row costs, whole credits. */
    enum Costs {
        EQUAL,
        UNIFORM,
        EXPONENTIAL,
        SOME_FREE,
        TWO_KINDS,
        LOG_NORMAL_1,
        LOG_NORMAL_1_5,
        PARETO_2,
        PARETO_1_5;

        double one(SplittableRandom random) {
            return switch (this) {
                case EQUAL -> 3;
                case UNIFORM -> random.nextInt(1, 6);
                case EXPONENTIAL -> Math.ceil(-8 * Math.log(1 - random.nextDouble()));
                case SOME_FREE -> random.nextDouble() < 0.3 ? 0 : random.nextInt(1, 9);
                case TWO_KINDS -> random.nextDouble() < 0.2 ? 30 : 2;
                case LOG_NORMAL_1 -> logNormal(random, 1);
                case LOG_NORMAL_1_5 -> logNormal(random, 1.5);
                case PARETO_2 -> pareto(random, 2);
                case PARETO_1_5 -> pareto(random, 1.5);
            };
        }

        private static double logNormal(SplittableRandom random, double sigma) {
            return Math.max(1, Math.round(Math.exp(Math.log(5) + sigma * random.nextGaussian())));
        }

        private static double pareto(SplittableRandom random, double alpha) {
            return Math.max(1, Math.round(3 * Math.pow(1 - random.nextDouble(), -1 / alpha)));
        }

        /** Whether the interval from the first rows holds what all the others cost. */
        boolean held(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] rows = new double[ROWS];
            Arrays.setAll(rows, i -> one(random));
            double rest = Arrays.stream(rows, PILOT, ROWS).sum();
            Interval told = new Sample(Arrays.copyOf(rows, PILOT)).total(ROWS - PILOT);
            return told.low() <= rest && rest <= told.high();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theIntervalHoldsTheTruthInNineOfTenCases(Costs costs) {
        int held = 0;
        for (int seed = 1; seed <= 100; seed++) {
            held += costs.held(seed) ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(90);
    }

    @Test
    void theSameSampleTellsTheSame() {
        assertThat(new Sample(1, 5, 2, 9).total(77)).isEqualTo(new Sample(9, 2, 5, 1).total(77));
    }

    @Test
    void equalCostsAreToldWithinAFewPercent() {
        double[] equal = new double[PILOT];
        Arrays.fill(equal, 3);
        Interval told = new Sample(equal).total(970);

        assertThat(told.expected()).isEqualTo(2910);
        assertThat(told.low()).isBetween(2500.0, 2910.0);
        assertThat(told.high()).isBetween(2910.0, 3800.0);
    }

    @Test
    void moreRowsSeenTellMoreExactly() {
        SplittableRandom random = new SplittableRandom(5);
        double[] many = new double[3000];
        Arrays.setAll(many, i -> Costs.UNIFORM.one(random));
        Interval few = new Sample(Arrays.copyOf(many, PILOT)).total(1000);
        Interval sure = new Sample(many).total(1000);

        assertThat(sure.high() - sure.low()).isLessThan((few.high() - few.low()) / 2);
        assertThat(sure.expected()).isCloseTo(3000, within(100.0));
    }

    @Test
    void fewAndManyFurtherRowsAreToldAlike() {
        Sample sample = new Sample(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Interval few = sample.total(499);
        Interval many = sample.total(500);

        assertThat(many.low() / few.low()).isCloseTo(1, within(0.05));
        assertThat(many.high() / few.high()).isCloseTo(1, within(0.05));
    }

    @Test
    void whatIsDoneCostsNothingMore() {
        assertThat(new Sample(3, 4).total(0)).isEqualTo(Interval.exactly(0));
    }

    @Test
    void nothingSeenTellsNothing() {
        assertThatThrownBy(() -> new Sample().total(5)).hasMessageContaining("nothing was seen");
    }
}
