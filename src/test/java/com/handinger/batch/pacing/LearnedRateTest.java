package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An untold rate against servers that count requests, in simulated time. */
class LearnedRateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long T0 = Long.MAX_VALUE - 100 * SECOND;

    /** When a server refuses, and for how long; null lets a request through. */
    private interface Counting {
        @Nullable
        Duration refuse(long now);
    }

    /** So many tokens a second, one second's worth saved up. */
    private static final class Bucket implements Counting {
        private final double perSecond;
        private double tokens;
        private long last = T0;

        Bucket(double perSecond) {
            this.perSecond = perSecond;
            tokens = perSecond;
        }

        @Override
        public @Nullable Duration refuse(long now) {
            tokens = Math.min(perSecond, tokens + (now - last) / 1e9 * perSecond);
            last = now;
            if (tokens >= 1) {
                tokens--;
                return null;
            }
            return Duration.ofSeconds(1);
        }
    }

    /** So many in each window that begins at a round time, and the rest of the window as the pause. */
    private static final class FixedWindow implements Counting {
        private final int most;
        private final long span;
        private long begin = T0;
        private int count;

        FixedWindow(int most, Duration span) {
            this.most = most;
            this.span = span.toNanos();
        }

        @Override
        public @Nullable Duration refuse(long now) {
            long passed = (now - begin) / span;
            begin += passed * span;
            count = passed > 0 ? 0 : count;
            return ++count <= most ? null : Duration.ofSeconds((begin + span - now + SECOND - 1) / SECOND);
        }
    }

    private record Result(double seconds, int refused, Pacer pacer) {}

    /** Sends so many requests that are answered after a while; refused ones go again. */
    private static Result send(Counting server, int requests, long latency, Pacer pacer) {
        SendGate gate = new SendGate();
        long now = T0;
        int done = 0;
        int refused = 0;
        long[] refusals = new long[requests * 10];
        Duration[] pauses = new Duration[refusals.length];
        int told = 0;
        while (done < requests) {
            while (told < refused && refusals[told] + latency - now <= 0) {
                gate.sendLimited(refusals[told] + latency, pauses[told]);
                pacer.refused(refusals[told], refusals[told] + latency, pauses[told]);
                told++;
            }
            long wake = gate.readableAt(now);
            if (wake - now <= 0) {
                wake = pacer.permits(now) ? now : pacer.permitAt(now);
            }
            if (wake - now <= 0) {
                pacer.gone(now);
                Duration pause = server.refuse(now);
                if (pause == null) {
                    done++;
                } else {
                    refusals[refused] = now;
                    pauses[refused++] = pause;
                }
            } else {
                boolean first = told < refused && refusals[told] + latency - wake < 0;
                now = first ? refusals[told] + latency : wake;
            }
        }
        return new Result((now - T0) / 1e9, refused, pacer);
    }

    private static Pacer untold() {
        return pacer(null, PaceMemory.NONE);
    }

    private static Pacer pacer(@Nullable Integer told, PaceMemory known) {
        return new Pacer(new PaceRules(16, 16, told), known, InstantSource.system());
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void threeHundredRowsOfTwoRequestsPassAnUntoldLimit(
            @ForAll @IntRange(min = 12, max = 100) int perSecond, @ForAll @IntRange(max = 30) int latencyMillis) {
        Result result = send(new Bucket(perSecond), 600, latencyMillis * 1_000_000L, untold());

        assertThat(result.refused).isLessThanOrEqualTo(120);
        assertThat(result.seconds).isLessThan(5 + 1.35 * 600 / perSecond);
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void aLimitPerMinuteIsFoundToo(@ForAll @IntRange(min = 30, max = 2000) int perMinute) {
        Result result = send(new FixedWindow(perMinute, Duration.ofMinutes(1)), perMinute * 4, 0, untold());

        assertThat(result.refused).isLessThanOrEqualTo(40);
        assertThat(result.seconds).isLessThan(60 * 5.5);
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void aLongRunStaysCloseToTheLimit(@ForAll @IntRange(min = 12, max = 200) int perSecond) {
        Result result = send(new Bucket(perSecond), perSecond * 600, 0, untold());

        assertThat(result.seconds).isLessThan(600 * 1.15);
        assertThat(result.refused).isLessThan(150);
        assertThat(Objects.requireNonNull(result.pacer.report().memory().requestsPerMinute()))
                .isBetween((int) (perSecond * 60 * 0.75), (int) (perSecond * 60 * 1.25) + 60);
    }

    @Test
    void theNextStartBeginsWithWhatWasLearned() {
        Result first = send(new Bucket(20), 2000, 0, untold());
        Pacer second = pacer(null, first.pacer.report().memory());
        Result result = send(new Bucket(20), 600, 0, second);

        assertThat(result.refused).isLessThanOrEqualTo(3);
        assertThat(result.seconds).isLessThan(600 / 20.0 * 1.2);
        assertThat(second.report().requests().first())
                .isEqualTo(first.pacer.report().memory().requestsPerMinute());
    }

    /** A minute in which everything is refused, and then nothing any more. */
    @Test
    void itGrowsBackAfterEverythingWasRefused() {
        Counting server = now -> now - T0 > 10 * SECOND && now - T0 < 70 * SECOND ? Duration.ZERO : null;
        Pacer pacer = untold();
        Result result = send(server, 60_000, 5_000_000, pacer);

        assertThat(result.refused).isLessThan(60);
        assertThat(result.seconds).isLessThan(70 + 100);
    }

    @Test
    void aLimitThatWasRaisedIsFollowed() {
        Bucket low = new Bucket(5);
        Bucket high = new Bucket(100);
        Counting server = now -> now - T0 < 60 * SECOND ? low.refuse(now) : high.refuse(now);
        Result result = send(server, 300 + 9000, 0, untold());

        assertThat(result.seconds).isLessThan(60 + 90 + 75);
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void aToldRateJustBelowTheLimitIsNeverRefused(@ForAll @IntRange(min = 2, max = 100) int perSecond) {
        Pacer pacer = pacer(perSecond * 60 - 60, PaceMemory.NONE);
        Result result = send(new Bucket(perSecond), 600, 1_000_000, pacer);

        assertThat(result.refused).isZero();
        assertThat(result.seconds).isLessThan(1 + 1.01 * 600 / (perSecond - 1));
    }

    @Test
    void aToldRateAboveTheLimitIsCutLikeAnUntoldOneAndNeverExceeded() {
        Pacer pacer = pacer(1200, PaceMemory.NONE);
        Result result = send(new Bucket(10), 600, 0, pacer);

        assertThat(result.refused).isLessThan(30);
        assertThat(result.seconds).isLessThan(85);
        assertThat(pacer.report().requests().changes()).allMatch(change -> change.to() <= 1200);
    }

    @Test
    void oneStrayRefusalRightAfterTheStartMakesNoCrawl() {
        LearnedRate rate = new LearnedRate(null, null);
        rate.gone(0);
        rate.gone(Duration.ofMillis(10).toNanos());

        rate.cut(Duration.ofMillis(50).toNanos(), null);

        assertThat(rate.perMinute()).isGreaterThan(2000);
    }
}
