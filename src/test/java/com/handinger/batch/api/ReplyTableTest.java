package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every end of a request and its reply, from {@code replies.yaml}. */
class ReplyTableTest {

    private static final String KEY = "hdg_live_secret42";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final Map<String, Map<String, Object>> CASES = load();
    private static final FaultServer SERVER = FaultServer.create()
            .plan(seen -> fault(row(Objects.requireNonNull(seen.taskId()))))
            .start();
    private static final HandingerApi API = new HandingerApi(
            new ApiOptions(
                    SERVER.url(), KEY, "test/1", Duration.ofSeconds(5), Duration.ofSeconds(5), 64 << 10, Map.of()),
            () -> Instant.parse("2026-07-14T08:30:00Z"));

    @AfterAll
    static void stop() {
        API.close();
        SERVER.close();
    }

    static Stream<Arguments> cases() {
        return CASES.entrySet().stream()
                .map(entry -> Arguments.of(
                        Named.of(entry.getKey() + ": " + entry.getValue().get("reason"), entry.getKey())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endIsJudgedByTheTable(String id) throws Exception {
        Map<String, Object> expected = row(id);
        Reply<?> reply = ask(String.valueOf(expected.get("request")), id).get(30, TimeUnit.SECONDS);

        assertThat(reply.getClass().getSimpleName()).as("%s", reply).isEqualTo(expected.get("expect"));
        assertThat(reply.toString()).doesNotContain(KEY);
        for (String wanted : texts(expected, "has")) {
            assertThat(reply.toString()).contains(wanted);
        }
        for (String unwanted : texts(expected, "hasNot")) {
            assertThat(reply.toString()).doesNotContain(unwanted);
        }
        if (!(reply instanceof Reply.Ok)) {
            assertThat(reply.toString()).hasSizeLessThan(400).doesNotContain("\n");
        }
        if (id.startsWith("send-")) {
            assertThat(SERVER.books().sends(id)).as("sent once, never again").isEqualTo(1);
        }
    }

    private static Map<String, Object> row(String id) {
        return Objects.requireNonNull(CASES.get(id), id);
    }

    private static CompletableFuture<? extends Reply<?>> ask(String request, String id) {
        return switch (request) {
            case "send" -> API.createTask(new CreateTask("wrk_1", id, "question", "low"), DEADLINE);
            case "task" -> API.readTask(id, DEADLINE);
            case "worker" -> API.readWorker("wrk_1", id, DEADLINE);
            case "turns" -> API.readTurns(id, DEADLINE);
            default -> throw new IllegalArgumentException(request);
        };
    }

    private static Fault fault(Map<String, Object> row) {
        if (row.containsKey("raw")) {
            return new Fault.Raw(String.valueOf(row.get("raw")));
        }
        if (row.containsKey("fault")) {
            return switch (String.valueOf(row.get("fault"))) {
                case "broken-json" -> new Fault.BrokenJsonAfter();
                case "truncated" -> new Fault.TruncatedAfter();
                case "reset-before" -> new Fault.ResetBefore();
                case "reset-after" -> new Fault.ResetAfter();
                case "late" -> new Fault.Late(Duration.ofMillis(10));
                case "html-404" -> new Fault.Html404();
                case "error-after" -> new Fault.ErrorAfter(502);
                default -> throw new IllegalArgumentException("no fault " + row.get("fault"));
            };
        }
        Map<String, String> headers = ((Map<?, ?>) row.getOrDefault("headers", Map.of()))
                .entrySet().stream()
                        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), e -> String.valueOf(e.getValue())));
        String body = String.valueOf(row.get("body")).repeat((Integer) row.getOrDefault("repeat", 1));
        String type = String.valueOf(row.getOrDefault("type", "application/json"));
        return new Fault.ErrorBefore((Integer) Objects.requireNonNull(row.get("status")), type, body, headers);
    }

    private static List<String> texts(Map<String, Object> row, String name) {
        return ((List<?>) row.getOrDefault(name, List.of()))
                .stream().map(String::valueOf).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> load() {
        InputStream yaml = Objects.requireNonNull(ReplyTableTest.class.getResourceAsStream("/api/replies.yaml"));
        List<Map<String, Object>> rows =
                (List<Map<String, Object>>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> String.valueOf(row.get("id")),
                        Function.identity(),
                        (a, b) -> {
                            throw new IllegalStateException("two cases " + a.get("id"));
                        },
                        java.util.LinkedHashMap::new));
    }
}
