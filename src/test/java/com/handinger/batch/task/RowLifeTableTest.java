package com.handinger.batch.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every conversation of {@code lives.yaml}. */
class RowLifeTableTest {

    private static final FollowRules RULES = FollowRules.of(
                    4, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60))
            .withTaskTime(Duration.ofHours(6));

    static Stream<Arguments> cases() {
        InputStream yaml = Objects.requireNonNull(RowLifeTableTest.class.getResourceAsStream("/task/lives.yaml"));
        List<?> rows = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
        return rows.stream()
                .map(row -> (Map<?, ?>) row)
                .map(row -> Arguments.of(Named.of(row.get("id") + ": " + row.get("reason"), row)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowGoesTheWayOfTheTable(Map<?, ?> row) {
        FollowRules resending = switch (text(row, "resends", "")) {
            case "never" -> RULES.sendingNothing();
            case "hold" -> RULES.holding();
            case "hold, never" -> RULES.holding().sendingNothing();
            default -> RULES;
        };
        FollowRules rules = row.containsKey("streams") ? resending.streaming() : resending;
        Talk talk = new Talk(new RowLife(claim(row), rules));
        for (Object line : (List<?>) Objects.requireNonNull(row.get("talk"))) {
            Map<?, ?> wanted = (Map<?, ?>) line;
            int repeats = Integer.parseInt(text(wanted, "repeat", "1"));
            for (int i = 1; i <= repeats; i++) {
                talk.takeTurn();
                assertThat(talk.next).as("before %s %d", wanted, i).isEqualTo(text(wanted, "ask", ""));
                String change = talk.say(text(wanted, "get", ""), Double.parseDouble(text(wanted, "after", "0")));
                assertThat(change).as("after %s %d", wanted, i).isEqualTo(text(wanted, "change", "-"));
            }
        }
        assertThat(talk.next).isEqualTo(row.get("end"));
        check(row, talk.last);
    }

    private static Claim claim(Map<?, ?> row) {
        Claim.Origin origin = Claim.Origin.valueOf(text(row, "origin", "FRESH"));
        int sends = Integer.parseInt(text(row, "sends", "0"));
        String word = text(row, "ruling", "");
        Ruling ruling = word.isEmpty() ? null : Ruling.valueOf(word);
        return new Claim(
                7,
                1,
                "tsk_1",
                1,
                sends,
                origin,
                Replies.WORKER,
                Replies.INPUT,
                "low",
                0,
                ruling,
                "k",
                sentBefore(row),
                List.of(),
                append(row));
    }

    /** A turn of a task that had so many before; "?" while nobody looked. */
    private static Claim.@Nullable Append append(Map<?, ?> row) {
        String base = text(row, "base", "");
        if (base.isEmpty()) {
            return null;
        }
        return new Claim.Append(
                base.equals("?") ? null : new Base(Integer.parseInt(base), 3L * Integer.parseInt(base), 1200));
    }

    private static @Nullable Duration sentBefore(Map<?, ?> row) {
        return row.containsKey("sentBefore") ? Duration.parse(text(row, "sentBefore", "")) : null;
    }

    private static void check(Map<?, ?> row, @Nullable Change last) {
        if (last instanceof Change.Anew anew) {
            checkLeft(row, anew.outcome());
            return;
        }
        if (!row.containsKey("settled")) {
            assertThat(last instanceof Change.Settled).isFalse();
            return;
        }
        Outcome outcome = ((Change.Settled) Objects.requireNonNull(last)).outcome();
        RowError error = outcome.error();
        Answer answer = outcome.answer();
        assertThat(outcome.state().word() + (error == null ? "" : " " + error.kind()))
                .isEqualTo(row.get("settled"));
        assertThat(outcome.state() == RowState.COMPLETED).isEqualTo(error == null);
        checkError(row, error);
        if (row.containsKey("answer")) {
            assertThat(answer).isNull();
        }
        if (row.containsKey("text")) {
            assertThat(Objects.requireNonNull(answer).outputText()).isEqualTo(row.get("text"));
        }
        if (row.containsKey("credits")) {
            assertThat(Objects.requireNonNull(answer).credits()).isEqualTo(((Number) row.get("credits")).longValue());
        }
        if (row.containsKey("output")) {
            assertThat(outcome.outputRead()).isEqualTo("read".equals(row.get("output")));
        }
        if (row.containsKey("turns")) {
            assertThat(Objects.requireNonNull(answer).turns()).isEqualTo(row.get("turns"));
        }
    }

    private static void checkLeft(Map<?, ?> row, @Nullable Outcome left) {
        assertThat(left == null ? "nothing" : left.state().word()).isEqualTo(row.get("left"));
        if (row.containsKey("credits")) {
            Answer answer = Objects.requireNonNull(left).answer();
            assertThat(Objects.requireNonNull(answer).credits()).isEqualTo(((Number) row.get("credits")).longValue());
        }
    }

    private static void checkError(Map<?, ?> row, @Nullable RowError error) {
        if (row.containsKey("says")) {
            assertThat(Objects.requireNonNull(error).message()).startsWith(text(row, "says", ""));
        }
        if (row.containsKey("status")) {
            assertThat(Objects.requireNonNull(error).status()).isEqualTo(row.get("status"));
        }
    }

    private static String text(Map<?, ?> row, String name, String otherwise) {
        Object value = row.get(name);
        return value == null ? otherwise : String.valueOf(value);
    }

    /** A row and a clock. */
    private static final class Talk {

        private final RowLife life;
        private long now = Long.MAX_VALUE - 5;
        private long delay;
        private String next;
        private @Nullable Change last;

        Talk(RowLife life) {
            this.life = life;
            next = life.first().name();
        }

        /** A row that stood in line again begins with its first request. */
        void takeTurn() {
            if (next.equals("Requeue")) {
                next = life.first().name();
            }
        }

        String say(String reply, double after) {
            long asked = now + delay;
            now += Math.max(delay, Math.round(after * 1e9));
            Decision decision = switch (Step.Request.valueOf(next)) {
                case SEND -> {
                    life.sending(asked);
                    yield life.onSend(Replies.answer(reply));
                }
                case TASK -> life.onTask(Replies.task(reply), now);
                case STREAM -> life.onStream(Replies.stream(reply));
                case TURNS -> life.onTurns(Replies.turns(reply));
                case WORKER -> life.onWorker(Replies.answer(reply), now);
            };
            last = decision.change();
            step(decision.next());
            return last == null ? "-" : last.getClass().getSimpleName();
        }

        private void step(Step step) {
            if (step instanceof Step.Ask ask) {
                assertThat(ask.delayNanos()).isNotNegative();
                delay = ask.delayNanos();
                next = ask.request().name();
            } else if (step instanceof Step.Await) {
                delay = 0;
                next = life.marked().name();
            } else {
                next = step instanceof Step.Halt halt
                        ? halt.cause().kind().name()
                        : step.getClass().getSimpleName();
            }
        }
    }
}
