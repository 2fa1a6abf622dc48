package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The behaviour table of the command line, as far as nothing is sent. */
class CliTableTest {

    private static final String KEY = "hdg_live_Secret-0123456789";
    private static final String JOB = """
            version: 1
            worker: { id: wrk_1 }
            input: { file: rows.csv, key: id }
            task: { input: "Is this true? {{claim}}" }
            """;

    private final Path folder;

    CliTableTest(@TempDir Path folder) {
        this.folder = folder;
    }

    record Case(Map<?, ?> entry) {

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
        try (InputStream in = Objects.requireNonNull(CliTableTest.class.getResourceAsStream("/cli/commands.yaml"))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root).stream().map(entry -> new Case((Map<?, ?>) entry));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(Case given) throws IOException {
        Files.writeString(folder.resolve(given.text("file", "job.yaml")), given.text("job", JOB));
        if (!given.text("rows", "").equals("none")) {
            Files.writeString(folder.resolve("rows.csv"), given.text("rows", "id,claim\na,one\nb,two\n"));
        }

        Call call = Call.of(
                Map.of("HANDINGER_API_KEY", KEY),
                new ByteArrayInputStream(given.text("stdin", "").getBytes(StandardCharsets.UTF_8)),
                given.list("args").stream().map(this::placed).toList());

        assertThat(call.exit()).as(call.both()).isEqualTo(Integer.parseInt(given.text("exit", "2")));
        given.list("out").forEach(part -> assertThat(call.out()).contains(placed(part)));
        given.list("err").forEach(part -> assertThat(call.err()).contains(placed(part)));
        String lines = given.text("errLines", "");
        if (!lines.isEmpty()) {
            assertThat(call.errLines())
                    .filteredOn(line -> !line.startsWith("Exit code "))
                    .hasSize(Integer.parseInt(lines));
        }
        if (given.list("out").isEmpty() && !given.list("args").contains("--json")) {
            assertThat(call.out()).isEmpty();
        }
        assertThat(call.both()).doesNotContain(KEY).doesNotContain("\tat ").doesNotContain("Exception");
        if (given.list("args").contains("--json")) {
            endsInOneDoneLine(call);
        }
    }

    private static void endsInOneDoneLine(Call call) {
        String last = call.out().lines().reduce("", (before, line) -> line);
        assertThat(call.both()).endsWith(last + "\n");
        assertThat(call.data().stream()
                        .filter(line -> line.path("event").asString().equals("done")))
                .hasSize(1);
        assertThat(call.last().path("event").asString()).isEqualTo("done");
        assertThat(call.last().path("exit").asInt()).isEqualTo(call.exit());
        assertThat(call.last().properties().stream().map(Map.Entry::getKey).collect(Collectors.toList()))
                .containsExactly(
                        "event", "run_id", "exit", "reason", "resumable", "rows", "credits", "directory", "continue");
    }

    private String placed(String text) {
        return text.replace("DIR", folder.toString());
    }
}
