package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    @Test
    void eachRequestWaitsForItsPeriod() {
        Turnstile rate = new Turnstile(600);
        long began = System.nanoTime();

        for (int i = 0; i < 6; i++) {
            rate.pass();
        }

        // The first one may fall at the very end of a period, and the others follow one period apart.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(399));
    }

    /** Whoever makes many requests together shares it: before these, and after them. */
    @Test
    void whatWentElsewhereCountsToo() {
        Turnstile rate = new Turnstile(600);
        RequestRate shared = rate.rate();
        rate.pass();
        long now = System.nanoTime();
        assertThat(shared.permitAt(now) - now).isPositive();

        for (int i = 1; i < 10; i++) {
            shared.gone(now);
        }
        rate.pass();
        assertThat(Duration.ofNanos(System.nanoTime() - now)).isGreaterThanOrEqualTo(Duration.ofMillis(980));
    }

    @Test
    void whoLeavesWaitsNoLongerThanTold() {
        Turnstile rate = new Turnstile(1);
        rate.pass();
        long now = System.nanoTime();
        rate.passWithin(Duration.ofMillis(20));
        assertThat(Duration.ofNanos(System.nanoTime() - now)).isLessThan(Duration.ofSeconds(20));
        assertThat(rate.rate().permitAt(now) - now)
                .as("it counts")
                .isGreaterThan(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void anUntoldRateLetsAllThroughAtOnce() {
        Turnstile rate = new Turnstile(null);

        for (int i = 0; i < 100_000; i++) {
            rate.pass();
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        Turnstile rate = new Turnstile(1);
        rate.pass();
        Thread.currentThread().interrupt();
        try {
            rate.pass();
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("interrupt");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
