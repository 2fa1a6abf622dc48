package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileTableTest {

    private final Path folder;

    FileTableTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void filesHaveExactlyTheseBytes(Cases.Case table) throws IOException {
        RowsInMemory rows = new RowsInMemory();
        for (Map<String, Object> row : table.<Map<String, Object>>list("rows")) {
            rows.rows.add(row(row));
        }
        for (String yesterday : List.of("results.jsonl", "results.csv", "failed.jsonl", "unusable.jsonl")) {
            Files.writeString(folder.resolve(yesterday), "yesterday\n");
        }

        try (ResultFiles files = new ResultFiles(folder, settings(table), table.list("columns"), rows)) {
            files.project();
            assertThat(bytes(folder)).isEqualTo(expected(table));
            files.openLive();
            files.project();
            assertThat(bytes(folder)).as("made again").isEqualTo(expected(table));
        }
    }

    static Stream<Cases.Case> cases() throws IOException {
        return Cases.of("files.yaml");
    }

    private static Map<String, String> bytes(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(
                        Objects.requireNonNull(path.getFileName()).toString(),
                        new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> expected(Cases.Case table) {
        Map<String, String> files = new TreeMap<>();
        Map<String, List<String>> lines = (Map<String, List<String>>)
                Objects.requireNonNull(table.fields().get("files"));
        lines.forEach((name, content) -> {
            String end = name.endsWith(".csv") ? "\r\n" : "\n";
            files.put(name, content.isEmpty() ? "" : String.join(end, content) + end);
        });
        return files;
    }

    @SuppressWarnings("unchecked")
    private static Output settings(Cases.Case table) {
        Set<ResultFormat> formats = EnumSet.noneOf(ResultFormat.class);
        table.<String>list("formats").forEach(format -> formats.add(ResultFormat.valueOf(format)));
        Map<String, Object> csv = (Map<String, Object>) table.fields().getOrDefault("csv", Map.of());
        return new Output(
                null,
                formats.isEmpty() ? EnumSet.allOf(ResultFormat.class) : formats,
                !Boolean.FALSE.equals(table.fields().get("flatten")),
                new ResultCsv(
                        Objects.toString(csv.getOrDefault("delimiter", ",")).charAt(0),
                        Boolean.TRUE.equals(csv.get("bom")),
                        Boolean.TRUE.equals(csv.get("raw"))),
                false);
    }

    private static LedgerRow row(Map<String, Object> row) {
        long number = (Integer) Objects.requireNonNull(row.get("number"));
        return new LedgerRow(
                number,
                row.get("line") instanceof Integer line ? line : number + 1,
                (String) row.get("key"),
                RowState.valueOf((String) Objects.requireNonNull(row.get("state"))),
                (String) row.get("columns"),
                row.get("attempts") instanceof Integer attempts ? attempts : 0,
                (String) row.get("task"),
                answer(row.get("answer")),
                error(row.get("error")),
                null);
    }

    private static @Nullable Answer answer(@Nullable Object answer) {
        if (!(answer instanceof Map<?, ?> given)) {
            return null;
        }
        return new Answer(
                Objects.toString(given.get("text")),
                (String) given.get("structured"),
                Objects.toString(given.get("sources"), "[]"),
                Objects.toString(given.get("files"), "[]"),
                3,
                1200,
                1,
                Objects.toString(given.get("url"), "https://h.test/t/1"),
                given.containsKey("completed") ? null : "2026-07-14T08:31:01.700Z");
    }

    private static @Nullable RowError error(@Nullable Object error) {
        if (!(error instanceof Map<?, ?> given)) {
            return null;
        }
        return new RowError(Objects.toString(given.get("kind")), Objects.toString(given.get("message")), (Integer)
                given.get("status"));
    }
}
