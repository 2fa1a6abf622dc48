package com.handinger.batch.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.api.ScheduleRecord;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every conversation of {@code schedules.yaml}. */
class ScheduleLifeTableTest {

    private static final FollowRules RULES =
            FollowRules.of(4, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));

    static Stream<Arguments> cases() {
        InputStream yaml =
                Objects.requireNonNull(ScheduleLifeTableTest.class.getResourceAsStream("/task/schedules.yaml"));
        List<?> rows = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
        return rows.stream()
                .map(row -> (Map<?, ?>) row)
                .map(row -> Arguments.of(Named.of(row.get("id") + ": " + row.get("reason"), row)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowGoesTheWayOfTheTable(Map<?, ?> row) {
        FollowRules rules = switch (text(row, "resends", "")) {
            case "hold" -> RULES.holding();
            case "never" -> RULES.sendingNothing();
            default -> RULES;
        };
        long now = Long.MAX_VALUE - 5;
        ScheduleLife life = new ScheduleLife(claim(row), rules, now);
        String next = life.waitingToSend() ? "Send" : "Look";
        Change last = null;
        for (Object line : (List<?>) Objects.requireNonNull(row.get("talk"))) {
            Map<?, ?> wanted = (Map<?, ?>) line;
            assertThat(next).as("before %s", wanted).isEqualTo(wanted.containsKey("send") ? "Send" : "Look");
            now += Duration.ofSeconds(Long.parseLong(text(wanted, "after", "0")))
                    .toNanos();
            ScheduleDecision decision = say(life, wanted, now);
            last = decision.change();
            assertThat(last == null ? "-" : last.getClass().getSimpleName())
                    .as("after %s", wanted)
                    .isEqualTo(text(wanted, "change", "-"));
            next = decision.next().getClass().getSimpleName();
        }
        assertThat(next).isEqualTo(row.get("end"));
        check(row, last);
    }

    private static ScheduleDecision say(ScheduleLife life, Map<?, ?> wanted, long now) {
        if (!wanted.containsKey("send")) {
            List<String> appeared = ((List<?>) Objects.requireNonNull(wanted.get("look")))
                    .stream().map(String::valueOf).toList();
            return life.onList(appeared, !wanted.containsKey("unproven"), now);
        }
        life.sending();
        return life.onSend(reply(text(wanted, "send", "")), now);
    }

    private static Reply<ScheduleRecord> reply(String word) {
        return switch (word) {
            case "made" -> new Reply.Ok<>(200, new ScheduleRecord("sch_1", "cron", "", "", "", ""));
            case "lost" -> new Reply.Unknown<>(null, Reply.Cause.CONNECTION_LOST, "the connection broke");
            case "unsent" -> new Reply.NotSent<>("no connection");
            case "later" -> new Reply.Later<>(429, null, "slow down");
            case "refused" -> new Reply.Refused<>(400, "no such cron");
            case "no-worker" -> new Reply.Absent<>("no such worker");
            case "denied" -> new Reply.Denied<>(401, "no key");
            case "unpaid" -> new Reply.Unpaid<>(402, "no credits");
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static ScheduleClaim claim(Map<?, ?> row) {
        ScheduleApi.When when =
                "once".equals(row.get("when")) ? new ScheduleApi.When.In(60) : new ScheduleApi.When.Cron("0 8 * * 1");
        String ruling = text(row, "ruling", "");
        return new ScheduleClaim(
                7,
                1,
                1,
                Integer.parseInt(text(row, "sends", "0")),
                Claim.Origin.valueOf(text(row, "origin", "FRESH")),
                new ScheduleOrder("wrk_1", new ScheduleApi.Order("Say", "low", when)),
                Set.of(),
                ruling.isEmpty() ? null : Ruling.valueOf(ruling),
                "k");
    }

    private static void check(Map<?, ?> row, @Nullable Change last) {
        if (!row.containsKey("settled")) {
            assertThat(last instanceof Change.Settled).isFalse();
            return;
        }
        Change.Settled settled = (Change.Settled) Objects.requireNonNull(last);
        RowError error = settled.outcome().error();
        assertThat(error == null ? settled.schedule() : error.kind() + ": " + error.message())
                .startsWith(text(row, "settled", ""));
        assertThat(error == null)
                .isEqualTo(settled.outcome().state() == RowState.COMPLETED)
                .isEqualTo(settled.schedule() != null);
    }

    private static String text(Map<?, ?> row, String name, String otherwise) {
        Object value = row.get(name);
        return value == null ? otherwise : String.valueOf(value);
    }
}
