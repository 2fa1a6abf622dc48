package com.handinger.batch.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.audit.Inspection.Next;
import com.handinger.batch.ledger.AuditFinding;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Ledger against server, case by case. */
class InspectionTableTest {

    static final FollowRules RULES =
            FollowRules.of(4, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(60));

    private static final long GRACE = Duration.ofSeconds(60).toNanos();

    record Case(Map<?, ?> entry) {

        @Nullable
        Object get(String part, String key) {
            return entry.get(part) instanceof Map<?, ?> map ? map.get(key) : null;
        }

        String text(String part, String key, String otherwise) {
            Object value = get(part, key);
            return value == null ? otherwise : value.toString();
        }

        int number(String part, String key, int otherwise) {
            return Integer.parseInt(text(part, key, String.valueOf(otherwise)));
        }

        AuditedAttempt attempt() {
            return new AuditedAttempt(
                    1,
                    1,
                    1,
                    1,
                    "k",
                    "tsk_1",
                    "wrk_1",
                    RowState.valueOf(text("ledger", "state", "")),
                    get("ledger", "error") == null ? null : text("ledger", "error", ""),
                    number("ledger", "credits", 3),
                    number("ledger", "turns", 1),
                    true,
                    number("ledger", "before", 0),
                    number("ledger", "last", 1));
        }

        Reply<TaskRecord> task() {
            if ("absent".equals(entry.get("server"))) {
                return new Reply.Absent<>("no such task");
            }
            return new Reply.Ok<>(
                    200,
                    new TaskRecord(
                            "tsk_1",
                            text("server", "worker", "wrk_1"),
                            TaskRecord.Status.valueOf(text("server", "status", "")),
                            number("server", "credits", 3),
                            1,
                            number("server", "turns", 1),
                            "",
                            null,
                            null));
        }

        Reply<List<TurnRecord>> turns() {
            if (get("server", "first") == null) {
                return new Reply.Refused<>(405, "no such call");
            }
            return new Reply.Ok<>(200, List.of(turn(0, number("server", "first", 0)), turn(1, 99)));
        }

        private static TurnRecord turn(int seq, long credits) {
            return new TurnRecord("trn_" + seq, seq, "completed", "x", "", null, "[]", credits, 1);
        }

        @Override
        public String toString() {
            return entry.get("id") + ": " + entry.get("reason");
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(InspectionTableTest.class.getResourceAsStream("/audit/findings.yaml"))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root).stream().map(entry -> new Case((Map<?, ?>) entry));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(Case given) {
        Inspection inspection = new Inspection(given.attempt(), RULES);
        Next next = inspection.onTask(given.task(), 0, false);
        if (next instanceof Next.Ask ask && ask.request() == Inspection.Request.TASK) {
            assertThat(ask.delayNanos()).isEqualTo(GRACE);
            next = inspection.onTask(given.task(), GRACE, false);
        }
        if (next instanceof Next.Ask ask && ask.request() == Inspection.Request.TURNS) {
            next = inspection.onTurns(given.turns(), GRACE, false);
        }

        assertThat(next).isInstanceOf(Next.Done.class);
        AuditVerdict verdict = ((Next.Done) next).verdict();
        Object found = given.entry().get("found");
        assertThat(verdict.findings().stream().map(finding -> finding.kind().word()))
                .containsExactlyElementsOf(
                        found == null
                                ? List.of()
                                : ((List<?>) found)
                                        .stream().map(String::valueOf).toList());
        assertThat(verdict.correctsBooks()).isEqualTo(given.entry().get("books") == Boolean.TRUE);
        if (given.entry().get("surplus") instanceof Map<?, ?> surplus) {
            AuditFinding finding = verdict.findings().get(0);
            assertThat(finding.turns()).isEqualTo(surplus.get("turns"));
            Object credits = surplus.get("credits");
            assertThat(finding.credits()).isEqualTo(credits == null ? null : Long.valueOf(credits.toString()));
        }
    }
}
