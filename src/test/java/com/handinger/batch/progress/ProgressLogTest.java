package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.task.RowState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressLogTest {

    private static final long T0 = Long.MAX_VALUE - 1;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            false);

    private static long at(double seconds) {
        return T0 + Math.round(seconds * 1e9);
    }

    private ProgressLog log(long total, Map<RowState, Long> before) {
        return new ProgressLog(console, total, before, 10, T0);
    }

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void tick(ProgressLog log, double second, @Nullable String wait) {
        tick(log, second, wait, Duration.ofSeconds(10).toNanos());
    }

    private void tick(ProgressLog log, double second, @Nullable String wait, long quiet) {
        log.tick(at(second), "2 in flight", wait == null ? null : new Stillness(wait, wait, quiet));
    }

    @Test
    void countsWhatSettledBeforeAndNow() {
        ProgressLog log = log(10, Map.of(RowState.COMPLETED, 2L, RowState.REJECTED, 1L, RowState.PENDING, 7L));
        log.settled(RowState.COMPLETED, 3);
        log.settled(RowState.FAILED, 1);
        log.settled(RowState.UNUSABLE, 2);

        assertThat(log.settledNow()).isEqualTo(3);
        assertThat(log.line(at(60), "4 in flight, 1 in doubt (looked up until 12:00:30)"))
                .isEqualTo(
                        "6/10 rows done, 1 failed, 1 unusable, 1 rejected, 4 in flight, 1 in doubt (looked up until 12:00:30), 16 credits,"
                                + " 3.0 rows/min, about 1 min 20 s left");
    }

    @Test
    void saysNothingOfPaceBeforeTheFirstRowAndNothingOfTheEndAtTheEnd() {
        ProgressLog log = log(1, Map.of());
        assertThat(log.line(T0, "0 in flight")).isEqualTo("0/1 rows done, 0 in flight, 10 credits");
        log.settled(RowState.COMPLETED, 0);
        assertThat(log.line(at(30), "0 in flight")).isEqualTo("1/1 rows done, 0 in flight, 10 credits, 2.0 rows/min");
    }

    @Test
    void hoursAreToldAsHours() {
        ProgressLog log = log(1001, Map.of());
        log.settled(RowState.COMPLETED, 0);
        assertThat(log.line(at(60), "0 in flight")).endsWith("about 16 h 40 min left");
    }

    @Test
    void aLineEveryHalfMinute() {
        ProgressLog log = log(10, Map.of());
        for (int second = 0; second <= 65; second++) {
            tick(log, second, null);
        }
        assertThat(lines()).hasSize(2);
    }

    @Test
    void aWaitIsSaidWhenNothingWasSentForTenSecondsAndSoIsItsEnd() {
        ProgressLog log = log(10, Map.of());
        for (int second = 0; second <= 40; second++) {
            boolean waits = second >= 3 && second < 25;
            tick(log, second, waits ? "the server does not answer" : null, at(second) - at(3));
            assertThat(lines()).as("at " + second).hasSize(second < 13 ? 0 : second < 25 ? 1 : 2);
        }
        assertThat(lines().get(0)).endsWith("; waiting: the server does not answer");
        assertThat(lines().get(1)).doesNotContain("waiting");
    }

    @Test
    void aWaitThatChangesIsSaidAndOneThatStaysIsSaidEveryHalfMinute() {
        ProgressLog log = log(10, Map.of());
        for (int second = 0; second <= 100; second++) {
            tick(log, second, second < 40 ? "slots" : "outage", at(second) - at(0));
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().subList(0, 1)).allMatch(line -> line.endsWith("waiting: slots"));
        assertThat(lines().subList(1, 4)).allMatch(line -> line.endsWith("waiting: outage"));
    }

    @Test
    void aWaitThatComesAndGoesDoesNotFillTheScreen() {
        ProgressLog log = log(10, Map.of());
        for (int second = 0; second <= 120; second++) {
            tick(log, second, second % 2 == 0 ? "the server asked to slow down" : null);
        }
        assertThat(lines()).hasSizeLessThanOrEqualTo(120 / 10 + 1);
    }

    @Test
    void quietSaysNothing() {
        Console quiet = new Console(console.out(), console.err(), true);
        new ProgressLog(quiet, 1, Map.of(), 0, T0).tick(T0 + Duration.ofHours(1).toNanos(), "x", null);
        quiet.warn("must be read");
        assertThat(lines()).containsExactly("must be read");
    }
}
