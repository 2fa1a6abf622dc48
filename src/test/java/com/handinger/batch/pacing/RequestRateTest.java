package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    @Test
    void anUntoldRateNeverWaits() {
        RequestRate rate = new RequestRate(null);

        assertThat(rate.reserve()).isZero();
        assertThat(rate.reserve()).isZero();
        assertThat(rate.periodNanos()).isZero();
    }

    @Test
    void permissionsAreOnePeriodApart() {
        RequestRate rate = new RequestRate(60);
        long first = System.nanoTime() + rate.reserve();
        for (int i = 1; i <= 30; i++) {
            long at = System.nanoTime() + rate.reserve();
            double periods = (at - first) / (double) rate.periodNanos();
            assertThat(periods).isBetween(i - 1.1, i + 0.6);
        }
        assertThat(rate.periodNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void ratesOfOddNumbersHaveAPeriodToo() {
        assertThat(new RequestRate(1).periodNanos())
                .isEqualTo(Duration.ofMinutes(1).toNanos());
        assertThat(new RequestRate(7).reserve())
                .isLessThanOrEqualTo(Duration.ofSeconds(9).toNanos());
        assertThat(new RequestRate(1_000_000).periodNanos()).isEqualTo(60_000);
    }
}
