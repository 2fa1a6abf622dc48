package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The gate on a clock that is an argument, close to the overflow of nanoseconds. */
class SendGateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long T0 = Long.MAX_VALUE - SECOND;

    private final SendGate gate = new SendGate();

    private void failures(int count) {
        for (int i = 0; i < count; i++) {
            gate.sendFailed(T0, "no such host");
        }
    }

    @Test
    void obeysTheWaitThatTheServerAsksFor() {
        gate.sendLimited(T0, Duration.ofSeconds(7));

        assertThat(gate.reason(T0 + 7 * SECOND - 1)).isEqualTo(SendGate.Reason.COOLING_DOWN);
        assertThat(gate.open(T0 + 7 * SECOND - 1)).isFalse();
        assertThat(gate.readable(T0 + 7 * SECOND - 1)).isFalse();
        assertThat(gate.opensAt(T0)).isEqualTo(T0 + 7 * SECOND);
        assertThat(gate.readableAt(T0)).isEqualTo(T0 + 7 * SECOND);
        assertThat(gate.open(T0 + 7 * SECOND)).isTrue();
        assertThat(gate.readable(T0 + 7 * SECOND)).isTrue();
    }

    @Test
    void aShorterWaitNeverCutsALongerOne() {
        gate.sendLimited(T0, Duration.ofSeconds(30));
        gate.sendLimited(T0, Duration.ofSeconds(2));
        gate.sendLimited(T0, null);

        assertThat(gate.opensAt(T0)).isEqualTo(T0 + 30 * SECOND);
    }

    @Test
    void withoutAWaitTheEpisodesDoubleAndManyAnswersAreOneEpisode() {
        long now = T0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            for (int i = 0; i < 50; i++) {
                gate.sendLimited(now, null);
            }
            assertThat(gate.opensAt(now)).isEqualTo(now + seconds * SECOND);
            now += seconds * SECOND;
        }
        gate.accepted();
        gate.sendLimited(now, null);
        assertThat(gate.opensAt(now)).isEqualTo(now + SECOND);
    }

    /** A start whose slots are full of rows in doubt only reads: stray 429s must not add up to a minute's pause. */
    @Test
    void anAnsweredReadEndsTheEpisodesOfReadsAndNotThoseOfSends() {
        long now = T0;
        for (int i = 0; i < 4; i++) {
            gate.sendLimited(now, null);
            now += 100 * SECOND;
            gate.readLimited(now, null);
            assertThat(gate.readableAt(now)).isEqualTo(now + SECOND);
            now += 100 * SECOND;
            gate.readAnswered(now);
        }
        gate.sendLimited(now, null);
        assertThat(gate.opensAt(now)).isEqualTo(now + 16 * SECOND);
    }

    @Test
    void readsThatAreRefusedAgainAndAgainWaitLonger() {
        long now = T0;
        for (long seconds : new long[] {1, 2, 4}) {
            gate.readLimited(now, Duration.ZERO);
            assertThat(gate.readableAt(now)).isEqualTo(now + seconds * SECOND);
            now += seconds * SECOND;
        }
    }

    @Test
    void aWaitOfZeroDoesNotSpin() {
        gate.sendLimited(T0, Duration.ZERO);

        assertThat(gate.opensAt(T0)).isEqualTo(T0 + SECOND);
    }

    @Test
    void aFewFailuresAreBadLuck() {
        failures(SendGate.OUTAGE_FAILURES - 1);
        assertThat(gate.open(T0)).isTrue();
        gate.answered();
        failures(SendGate.OUTAGE_FAILURES - 1);
        assertThat(gate.open(T0)).isTrue();
        assertThat(gate.outage(T0 + SECOND)).isEqualTo(SendGate.Outage.NONE);
    }

    @Test
    void oneProbeAfterAPauseThatOnlyProbesMakeLonger() {
        failures(200);
        long now = T0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(gate.open(now + seconds * SECOND - 1)).isFalse();
            assertThat(gate.opensAt(now)).isEqualTo(now + seconds * SECOND);
            now += seconds * SECOND;
            assertThat(gate.open(now)).isTrue();
            gate.sent(now);
            assertThat(gate.open(now + 1000 * SECOND)).as("one at a time").isFalse();
            assertThat(gate.opensAt(now)).isNull();
            gate.sendFailed(now, "no such host");
        }
        assertThat(gate.outage(now)).isEqualTo(new SendGate.Outage(Duration.ofNanos(now - T0), "no such host"));
        gate.sent(now);
        gate.accepted();
        assertThat(gate.reason(now)).isEqualTo(SendGate.Reason.OPEN);
        assertThat(gate.outage(now)).isEqualTo(SendGate.Outage.NONE);
    }

    @Test
    void readsOfAServerThatIsBackLetAProbeGoAtOnce() {
        failures(20);
        gate.readAnswered(T0 + SECOND / 2);

        assertThat(gate.open(T0 + SECOND / 2)).isTrue();
        gate.sent(T0 + SECOND / 2);
        assertThat(gate.open(T0 + SECOND)).isFalse();
        assertThat(gate.open(T0 + 2 * SECOND))
                .as("a held send holds up nobody for long")
                .isTrue();
    }

    @Test
    void readsAloneCanEndAnOutageThatOnlyReadsMet() {
        for (int i = 0; i < 5; i++) {
            gate.readFailed(T0, "no such host");
        }
        assertThat(gate.unreachable()).isTrue();
        gate.readAnswered(T0);
        assertThat(gate.reason(T0)).isEqualTo(SendGate.Reason.OPEN);
    }

    @Test
    void aProbeThatProvesNothingIsRepeated() {
        failures(5);
        gate.sent(T0 + SECOND);
        gate.undecided();

        assertThat(gate.opensAt(T0 + SECOND)).isNotNull();
    }

    @Test
    void sendsFromBeforeAnOutageAreExcusedAndProbesOfAServerThatAnswersAreNot() {
        failures(4);
        assertThat(gate.excuses(T0)).isFalse();
        failures(1);
        assertThat(gate.excuses(T0 - SECOND)).isTrue();
        assertThat(gate.excuses(T0 + SECOND)).as("not to be reached").isTrue();
        gate.readAnswered(T0);
        assertThat(gate.excuses(T0 - SECOND)).isTrue();
        assertThat(gate.excuses(T0 + SECOND)).isFalse();
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void itSaysWhenItOpens(@ForAll @Size(max = 60) int[] events, @ForAll @IntRange(min = 1, max = 2000) int millis) {
        SendGate any = new SendGate();
        long now = T0;
        for (int event : events) {
            now += millis * 1_000_000L;
            tell(any, Math.floorMod(event, 9), now);
            Long opens = any.opensAt(now);
            if (opens == null) {
                assertThat(any.open(now + 100 * SECOND)).isFalse();
            } else {
                long then = Math.max(0, opens - now) + now;
                Long again = any.opensAt(then);
                assertThat(any.open(then) || again == null || again - then > 0).isTrue();
                assertThat(any.open(now)).isEqualTo(opens - now <= 0);
            }
            assertThat(any.readable(now)).isEqualTo(any.readableAt(now) - now <= 0);
            assertThat(any.open(now) && any.reason(now) == SendGate.Reason.COOLING_DOWN)
                    .isFalse();
        }
    }

    private static void tell(SendGate gate, int event, long now) {
        switch (event) {
            case 0 -> gate.sendLimited(now, null);
            case 1 -> gate.readLimited(now, Duration.ofSeconds(3));
            case 2 -> gate.accepted();
            case 3 -> gate.answered();
            case 4 -> gate.readAnswered(now);
            case 5 -> gate.readFailed(now, "no such host");
            case 6 -> gate.sent(now);
            case 7 -> gate.undecided();
            default -> gate.sendFailed(now, "no such host");
        }
    }
}
