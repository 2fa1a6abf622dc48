package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The behaviour table of the verbs that are operations of the API. */
@Timeout(60)
class OperationsTableTest {

    private static final String KEY = "hdg_live_Secret-0123456789";
    private static final String TOKEN = "whk_01J0ZK9C3E5G";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FaultServer SERVER = FaultServer.create().start();

    private final Path folder;
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    OperationsTableTest(@TempDir Path folder) {
        this.folder = folder;
    }

    record Case(Map<?, ?> entry) {

        @Nullable
        Object value(String key) {
            return entry.get(key);
        }

        String text(String key, String otherwise) {
            Object value = entry.get(key);
            return value == null ? otherwise : value.toString();
        }

        List<String> list(String key) {
            @Nullable Object value = entry.get(key);
            return value == null
                    ? List.of()
                    : ((List<?>) value).stream().map(String::valueOf).toList();
        }

        @Override
        public String toString() {
            return text("id", "") + ": " + text("reason", "");
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OperationsTableTest.class.getResourceAsStream("/cli/operations.yaml"))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root).stream().map(entry -> new Case((Map<?, ?>) entry));
        }
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("prompt.md"), "Check it.");
        Files.writeString(folder.resolve("schema.json"), "{\"type\":\"object\",\"required\":[\"verdict\"]}");
        Files.writeString(folder.resolve("empty.txt"), "");
        Files.writeString(folder.resolve("long.txt"), "x".repeat(20_001));
        Files.writeString(folder.resolve("latin1.txt"), "Größe", StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(Case given) {
        SERVER.forget().latency(seconds(given.text("latency", "0s"))).plan(seen -> fault(given, seen));

        Call call = call(given);

        assertThat(call.exit()).as(call.both()).isEqualTo(Integer.parseInt(given.text("exit", "")));
        streams(given, call);
        asked(given);
    }

    private Call call(Case given) {
        List<String> arguments =
                new ArrayList<>(given.list("args").stream().map(this::placed).toList());
        arguments.add("--base-url");
        arguments.add(given.text("baseUrl", SERVER.url().toString()));
        return Call.of(
                Map.of("HANDINGER_API_KEY", KEY),
                new ByteArrayInputStream(given.text("stdin", "").getBytes(StandardCharsets.UTF_8)),
                arguments);
    }

    private void streams(Case given, Call call) {
        given.list("out").forEach(part -> assertThat(call.out()).contains(part));
        given.list("outNot").forEach(part -> assertThat(call.out()).doesNotContain(part));
        given.list("err").forEach(part -> assertThat(call.err()).contains(placed(part)));
        given.list("errNot").forEach(part -> assertThat(call.err()).doesNotContain(part));
        Object whole = given.value("outIs");
        if (whole != null) {
            assertThat(call.out()).isEqualTo(whole + "\n");
        } else if (given.list("out").isEmpty()) {
            assertThat(call.out()).isEmpty();
        }
        assertThat(call.both()).doesNotContain(KEY).doesNotContain("\tat ").doesNotContain("Exception");
        if (given.value("token") == null) {
            assertThat(call.both()).doesNotContain(TOKEN);
        }
    }

    private void asked(Case given) {
        List<Sighting> seen = SERVER.books().requests();
        if (given.value("requests") != null) {
            assertThat(seen.stream().map(OperationsTableTest::name)).containsExactlyElementsOf(given.list("requests"));
        }
        if (given.value("sends") != null) {
            assertThat(seen.stream().filter(request -> name(request).equals("POST /api/tasks")))
                    .hasSize(Integer.parseInt(given.text("sends", "")));
        }
        Object body = given.value("body");
        if (body != null) {
            List<String> bodies = seen.stream()
                    .map(Sighting::body)
                    .filter(text -> !text.isEmpty())
                    .toList();
            assertThat(JSON.readTree(bodies.get(bodies.size() - 1))).isEqualTo(JSON.valueToTree(body));
        }
        assertThat(seen)
                .allSatisfy(request -> assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY));
        assertThat(SERVER.books().paidTwice()).isEmpty();
    }

    private Fault fault(Case given, Sighting seen) {
        Map<?, ?> answers = given.value("answers") instanceof Map<?, ?> told ? told : Map.of();
        if (answers.get(name(seen)) instanceof List<?> inTurn) {
            int nth = asked.merge(name(seen), 1, Integer::sum);
            return answer((Map<?, ?>) Objects.requireNonNull(inTurn.get(Math.min(nth, inTurn.size()) - 1)));
        }
        return name(seen).equals("POST /api/tasks") ? sendFault(given.text("sendFault", "")) : Fault.NONE;
    }

    private static Fault sendFault(String name) {
        return switch (name) {
            case "" -> Fault.NONE;
            case "reset-before" -> new Fault.ResetBefore();
            case "reset-after" -> new Fault.ResetAfter();
            case "error-after" -> new Fault.ErrorAfter(502);
            case "task-fails" -> new Fault.TaskFails();
            case "rate-limit" -> new Fault.RateLimit("5");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Fault answer(Map<?, ?> told) {
        if (told.get("fault") != null) {
            return new Fault.ResetBefore();
        }
        Object body = told.get("body");
        Map<String, String> headers = told.get("headers") instanceof Map<?, ?> some
                ? some.entrySet().stream()
                        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), e -> String.valueOf(e.getValue())))
                : Map.of();
        return new Fault.ErrorBefore(
                Integer.parseInt(String.valueOf(told.get("status"))),
                told.get("type") == null ? "application/json" : String.valueOf(told.get("type")),
                body instanceof Map<?, ?> ? JSON.writeValueAsString(body) : String.valueOf(body),
                headers);
    }

    private static String name(Sighting seen) {
        return seen.method() + " " + seen.path();
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text);
    }

    private String placed(String text) {
        return text.replace("DIR", folder.toString());
    }
}
