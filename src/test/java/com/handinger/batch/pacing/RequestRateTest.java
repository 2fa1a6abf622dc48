package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long T0 = Long.MAX_VALUE - 20 * SECOND;

    /** Lets a request go at the next time that is free, and says in how many nanoseconds after the first that is. */
    private static long take(RequestRate rate) {
        long at = Times.later(T0, rate.permitAt(T0));
        rate.gone(at);
        return at - T0;
    }

    @Test
    void anUntoldRateNeverWaits() {
        RequestRate rate = new RequestRate(null);

        for (int i = 0; i < 100; i++) {
            assertThat(take(rate)).isZero();
        }
    }

    @Test
    void takenTimesAreOnePeriodApart() {
        for (int perMinute : new int[] {1, 7, 60, 1_000_000}) {
            RequestRate rate = new RequestRate(perMinute);
            long period = (long) Math.ceil(60e9 / perMinute);
            assertThat(take(rate)).isZero();
            for (int i = 1; i < 20; i++) {
                assertThat(take(rate)).isBetween(i * period - 1, i * period + i + 1);
            }
        }
    }

    /** A sender that always has something to send, and is late by as much as a busy machine, or pauses. */
    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void noSecondAndNoMinuteSeesMoreThanItsShare(
            @ForAll @IntRange(min = 1, max = 6000) int perMinute, @ForAll boolean pauses, @ForAll long seed) {
        long[] times = sent(perMinute, 90, pauses, new Random(seed));

        assertThat(most(times, SECOND)).isLessThanOrEqualTo((perMinute + 59) / 60);
        assertThat(most(times, 60 * SECOND)).isLessThanOrEqualTo(perMinute);
        for (int i = 1; i < times.length; i++) {
            assertThat(times[i] - times[i - 1])
                    .as("no burst but what was late")
                    .isGreaterThanOrEqualTo(Math.max(0, (long) (60e9 / perMinute) - Spacing.SLACK));
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void theRateIsUsedToTheFull(@ForAll @IntRange(min = 60, max = 6000) int perMinute, @ForAll long seed) {
        long[] times = sent(perMinute, 120, false, new Random(seed));

        assertThat(times.length).isGreaterThan((int) (2 * perMinute * 0.97) - 1);
    }

    private static long[] sent(int perMinute, int seconds, boolean pauses, Random random) {
        RequestRate rate = new RequestRate(perMinute);
        long[] times = new long[perMinute * (seconds / 60 + 2)];
        int count = 0;
        long now = T0;
        while (now - T0 < seconds * SECOND) {
            long wait = Math.max(0, rate.permitAt(now) - now);
            long late = random.nextInt(4) == 0 ? random.nextInt(3_000_000) : 0;
            now += wait + late + (pauses && random.nextInt(50) == 0 ? random.nextLong(3 * SECOND) : 0);
            assertThat(rate.permitAt(now) - now).isLessThanOrEqualTo(0);
            rate.gone(now);
            times[count++] = now;
        }
        return Arrays.copyOf(times, count);
    }

    private static int most(long[] times, long span) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= span) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** Whoever asks before and after the tasks of a start may do so from threads of its own. */
    @Test
    void onlyOneOfSeveralThreadsTakesTheLastPlace() throws Exception {
        RequestRate rate = new RequestRate(60);
        int threads = 4;
        int rounds = 5_000;
        CyclicBarrier together = new CyclicBarrier(threads);
        AtomicIntegerArray taken = new AtomicIntegerArray(rounds);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        together.await(20, TimeUnit.SECONDS);
                        long now = TimeUnit.SECONDS.toNanos(2L * round);
                        if (rate.take(now) - now <= 0) {
                            taken.incrementAndGet(round);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        for (int round = 0; round < rounds; round++) {
            assertThat(taken.get(round)).as("round %s", round).isEqualTo(1);
        }
    }
}
