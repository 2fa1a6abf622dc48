package com.handinger.batch.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Sample SECOND = new Sample(seconds(30));

    private static double[] seconds(int count) {
        double[] millis = new double[count];
        Arrays.fill(millis, 1000);
        return millis;
    }

    @Test
    void slotsShareTheWork() {
        Interval told = new Pace(10, 10, 2, 0).millis(SECOND, 1000);

        assertThat(told.expected()).isCloseTo(101_000, within(1.0));
        assertThat(told.low()).isBetween(80_000.0, 100_000.0);
        assertThat(told.high()).isBetween(101_000.0, 135_000.0);
    }

    @Test
    void aToldRateIsAFloor() {
        Interval told = new Pace(1000, 1000, 2, 600).millis(SECOND, 1000);

        assertThat(told.low()).isEqualTo(200_000);
        assertThat(told.expected()).isCloseTo(201_000, within(1.0));
        assertThat(told.high()).isCloseTo(201_000, within(1500.0));
    }

    @Test
    void moreSlotsThanRowsGainNothing() {
        assertThat(new Pace(1000, 1000, 2, 0).millis(SECOND, 5).expected()).isCloseTo(2000, within(1.0));
    }

    @Test
    void whatFollowsTheServerWidensTheInterval() {
        Interval told = new Pace(10, 40, 2, 0).millis(SECOND, 1000);
        Interval fewest = new Pace(10, 10, 2, 0).millis(SECOND, 1000);
        Interval most = new Pace(40, 40, 2, 0).millis(SECOND, 1000);

        assertThat(told.low()).isEqualTo(most.low());
        assertThat(told.high()).isEqualTo(fewest.high());
        assertThat(told.expected()).isBetween(most.expected(), fewest.expected());
    }

    @Test
    void nothingLeftTakesNoTime() {
        assertThat(new Pace(8, 8, 2, 600).millis(SECOND, 0)).isEqualTo(Interval.exactly(0));
    }
}
