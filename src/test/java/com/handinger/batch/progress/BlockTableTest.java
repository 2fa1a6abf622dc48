package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class BlockTableTest {

    private record Case(Map<?, ?> keys) {

        @Nullable
        Object get(String key) {
            return keys.get(key);
        }

        long number(String key) {
            Object value = keys.get(key);
            return value == null ? 0 : ((Number) value).longValue();
        }

        @Nullable
        Long orNull(String key) {
            return keys.containsKey(key) ? Long.valueOf(number(key)) : null;
        }

        Figures figures() {
            Object waiting = get("waiting");
            Moment moment = new Moment(
                    (int) number("inFlight"),
                    (int) number("inDoubt"),
                    "",
                    new Moment.Credits(number("spent"), number("reserved"), orNull("limit")),
                    waiting == null ? null : new Stillness("x", waiting.toString(), 1, false));
            Object pace = get("pace");
            List<?> times = (List<?>) get("times");
            List<?> left = (List<?>) get("left");
            return new Figures(
                    String.valueOf(get("name")),
                    number("total"),
                    number("done"),
                    0,
                    number("failed"),
                    number("unusable"),
                    number("rejected"),
                    pace == null ? null : Double.valueOf(((Number) pace).doubleValue()),
                    times == null ? null : new Figures.Times(seconds(times, 0), seconds(times, 1)),
                    left == null
                            ? null
                            : new TimeLeft(Duration.ofSeconds(seconds(left, 0)), Duration.ofSeconds(seconds(left, 1))),
                    moment);
        }

        private static long seconds(List<?> pair, int index) {
            return ((Number) pair.get(index)).longValue();
        }

        Block block() {
            int rows = get("rows") == null ? 24 : (int) number("rows");
            return new Block((int) number("columns"), rows, Boolean.TRUE.equals(get("colour")));
        }

        List<String> lines() {
            return ((List<?>) Objects.requireNonNull(get("lines")))
                    .stream()
                            .map(line -> line.toString().replace("ESC", "\u001b"))
                            .toList();
        }

        @Override
        public String toString() {
            return get("id") + ": " + get("reason");
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(BlockTableTest.class.getResourceAsStream("/progress/block.yaml"))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root).stream().map(entry -> new Case((Map<?, ?>) entry));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(Case given) {
        assertThat(given.block().lines(given.figures())).isEqualTo(given.lines());
    }

    @Test
    void noLineIsEverWiderThanTheTerminalAndTheHeightStays() throws IOException {
        for (Case given : cases().toList()) {
            List<Integer> heights = new ArrayList<>();
            for (int columns : IntStream.rangeClosed(1, 250).toArray()) {
                List<String> lines = new Block(columns, 24, true).lines(given.figures());
                heights.add(lines.size());
                assertThat(lines).allMatch(line -> Block.width(line) <= Math.max(1, columns - 1));
            }
            assertThat(heights).containsOnly(5);
        }
    }
}
