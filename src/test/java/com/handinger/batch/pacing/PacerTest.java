package com.handinger.batch.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits that are found by trying, on a clock that is an argument. */
class PacerTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long T0 = Long.MAX_VALUE - 100 * SECOND;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private long now = T0;

    private static Pacer pacer(int min, int max, @Nullable Integer told, PaceMemory known) {
        return new Pacer(new PaceRules(min, max, told), known, InstantSource.fixed(NOON));
    }

    private static Pacer range(int min, int max) {
        return pacer(min, max, null, PaceMemory.NONE);
    }

    /** Rows wait for a slot for so long. */
    private void use(Pacer pacer, double seconds) {
        long end = now + Math.round(seconds * SECOND);
        while (end - now > 0) {
            pacer.waitForSlot(true, now);
            now += SECOND / 10;
        }
        pacer.waitForSlot(true, now);
    }

    private void refuse(Pacer pacer) {
        pacer.refused(now, now, null);
        now += SECOND;
    }

    @Test
    void aFixedNumberNeverChanges() {
        Pacer pacer = pacer(7, 7, null, new PaceMemory(3, null));
        use(pacer, 60);
        refuse(pacer);
        use(pacer, 60);

        assertThat(pacer.slots()).isEqualTo(7);
        assertThat(pacer.slotsGrowAt()).isNull();
        assertThat(pacer.report().tasks()).isEqualTo(PaceTrail.of(7));
        assertThat(pacer.report().memory().tasks())
                .as("what another job learned stays")
                .isEqualTo(3);
    }

    @Test
    void theStartIsWithinTheRange() {
        assertThat(range(1, 256).slots()).isEqualTo(TaskSlots.START);
        assertThat(range(1, 5).slots()).isEqualTo(5);
        assertThat(range(40, 64).slots()).isEqualTo(40);
        assertThat(pacer(1, 256, null, new PaceMemory(90, null)).slots()).isEqualTo(90);
        assertThat(pacer(1, 50, null, new PaceMemory(90, null)).slots()).isEqualTo(50);
    }

    @Test
    void aBurstOfRefusalsIsOneCutAndTheNextEpisodeAnother() {
        Pacer pacer = range(1, 256);
        use(pacer, 2);
        int before = pacer.slots();
        long asked = now;
        for (int i = 0; i < 50; i++) {
            pacer.refused(asked - i, now + i * 1000L, Duration.ofSeconds(1));
        }
        assertThat(pacer.slots()).isEqualTo((int) (before * 0.8));
        assertThat(pacer.report().cuts()).isOne();
        now += 2 * SECOND;
        pacer.refused(now, now, null);
        assertThat(pacer.report().cuts()).isEqualTo(2);
    }

    @Test
    void itGrowsOnlyWhileRowsWaitForASlot() {
        Pacer pacer = range(1, 256);
        for (int i = 0; i < 600; i++) {
            pacer.waitForSlot(false, now);
            now += SECOND / 10;
        }
        assertThat(pacer.slots()).isEqualTo(TaskSlots.START);
        pacer.waitForSlot(true, now);
        now += 600 * SECOND;
        pacer.waitForSlot(true, now);
        assertThat(pacer.slots()).as("nobody knows of the time between").isEqualTo(TaskSlots.START);
        use(pacer, 1.1);
        assertThat(pacer.slots()).isBetween(25, 40);
    }

    /** A slot is free for a moment whenever a row ends, and short tasks end all the time. */
    @Test
    void shortTasksLetItGrowToo() {
        Pacer pacer = range(1, 256);
        for (int i = 0; i < 500; i++) {
            pacer.waitForSlot(true, now);
            now += SECOND / 100;
            pacer.waitForSlot(false, now);
        }
        assertThat(pacer.slots()).isEqualTo(256);
    }

    @Test
    void itSaysWhenItGrows() {
        Pacer pacer = range(1, 256);
        assertThat(pacer.slotsGrowAt()).isNull();
        pacer.waitForSlot(true, now);
        long at = Objects.requireNonNull(pacer.slotsGrowAt());
        pacer.waitForSlot(true, at - 1);
        assertThat(pacer.slots()).isEqualTo(TaskSlots.START);
        pacer.waitForSlot(true, at);
        assertThat(pacer.slots()).isGreaterThan(TaskSlots.START);
        assertThat(pacer.report().tasks().changes())
                .singleElement()
                .isEqualTo(new PaceTrail.Change(NOON, 16, pacer.slots(), PaceTrail.GROWTH));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void boundsAreHeldAndIdleChangesNothing(
            @ForAll @IntRange(min = 1, max = 60) int min,
            @ForAll @IntRange(max = 300) int width,
            @ForAll @Size(max = 200) byte[] events) {
        Pacer pacer = range(min, min + width);
        now = T0;
        for (byte event : events) {
            int before = pacer.slots();
            switch (Math.floorMod(event, 4)) {
                case 0 -> refuse(pacer);
                case 1 -> use(pacer, event & 7);
                case 2 -> pacer.gone(now);
                default -> {
                    pacer.waitForSlot(false, now);
                    now += SECOND * (event & 63);
                    assertThat(pacer.slots()).isEqualTo(before);
                }
            }
            assertThat(pacer.slots()).isBetween(min, min + width);
            assertThat(pacer.periodNanos()).isLessThanOrEqualTo(SECOND);
            assertThat(pacer.report().tasks().last()).isEqualTo(pacer.slots());
            assertThat(pacer.report().tasks().changes()).hasSizeLessThanOrEqualTo(PaceTrail.MOST);
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void itIsNotFrozenHoweverLongItWasRefused(@ForAll @IntRange(min = 1, max = 200) int refusals) {
        Pacer pacer = range(1, 100);
        now = T0;
        use(pacer, 20);
        assertThat(pacer.slots()).isEqualTo(100);
        for (int i = 0; i < refusals; i++) {
            use(pacer, 0.2);
            refuse(pacer);
        }
        use(pacer, 150);

        assertThat(pacer.slots()).isEqualTo(100);
    }

    /** A server that takes so many tasks at once and refuses more: each task ends after a time. */
    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void itFillsAServerAndStaysCloseToIt(@ForAll @IntRange(min = 2, max = 200) int capacity) {
        Pacer pacer = range(1, 256);
        now = T0;
        long room = 0;
        int episodes = 0;
        int steps = 6000;
        for (int i = 0; i < steps; i++) {
            pacer.waitForSlot(true, now);
            while (pacer.slots() > capacity) {
                refuse(pacer);
                episodes++;
            }
            room += i < 1000 ? 0 : pacer.slots();
            now += SECOND / 10;
        }
        assertThat(room / (double) (steps - 1000)).isGreaterThan(Math.min(capacity * 0.8, capacity - 1));
        assertThat(episodes).as("in ten minutes").isBetween(5, 60);
    }

    @Test
    void theReasonAndTheTimesOfChangesAreKept() {
        Pacer pacer = range(1, 256);
        use(pacer, 0.2);
        pacer.refused(now, now, Duration.ofMillis(1500));
        PaceTrail tasks = pacer.report().tasks();

        assertThat(tasks.first()).isEqualTo(16);
        assertThat(tasks.changes())
                .isEqualTo(
                        List.of(new PaceTrail.Change(NOON, 16, 12, "429, and the server asked to wait for 1500 ms")));
        assertThat(pacer.report().requests())
                .as("no request waited for its turn")
                .isEqualTo(PaceTrail.of(null));
        assertThat(pacer.report().memory()).isEqualTo(new PaceMemory(12, null));
    }

    @Test
    void aWaitOfMoreThanAnHourIsTooLongAndNamesItsEnd() {
        Pacer pacer = range(1, 2);
        assertThat(pacer.tooLong(null)).isNull();
        assertThat(pacer.tooLong(Duration.ZERO)).isNull();
        assertThat(pacer.tooLong(Duration.ofHours(1))).isNull();
        assertThat(pacer.tooLong(Duration.ofHours(2))).contains("7200 s").contains("2026-11-22T14:00:00Z");
        assertThat(pacer.tooLong(Duration.ofDays(36_500))).contains("until 2126-");
    }
}
