package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.ledger.AuditFinding;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/results.md} names what the files have. */
class ResultsPageTest {

    private final String page;

    ResultsPageTest() throws IOException {
        page = Files.readString(Path.of("docs/results.md"));
    }

    @Test
    void resultFieldsStandInTheirOrder() {
        List<String> fields = List.copyOf(JsonText.members(JsonLines.completed(RowsInMemory.completed(1, "x", null)))
                .keySet());

        assertThat(firstCells("results.jsonl")).isEqualTo(fields);
    }

    @Test
    void errorFieldsStandInTheirOrder() {
        String line = JsonLines.troubled(RowsInMemory.failed(1, "x"));
        JsonText.Value error = Objects.requireNonNull(JsonText.members(line).get("_error"));

        assertThat(firstCells("failed.jsonl"))
                .startsWith(JsonText.members(error.text()).keySet().toArray(String[]::new))
                .endsWith(
                        "refused",
                        "error",
                        "aborted",
                        "unresolved",
                        "lost",
                        "timeout",
                        "continues",
                        "empty",
                        "oversized",
                        "attachment",
                        "overdue",
                        "schema");
    }

    @Test
    void columnsAndRejectedFieldsAreNamed() {
        LedgerRow rejected = new LedgerRow(
                1, 2, null, RowState.REJECTED, null, 0, null, null, new RowError("rejected", "empty", null), null);

        assertThat(section("results.csv"))
                .contains(quoted(CsvColumns.BEFORE))
                .contains(quoted(CsvColumns.AFTER))
                .contains("At most " + ColumnSurvey.MOST + " fields");
        assertThat(section("rejected.jsonl"))
                .contains(quoted(JsonText.members(JsonLines.rejected(rejected)).keySet()));
    }

    @Test
    void runFileFieldsAreNamed(@TempDir Path folder) throws IOException {
        new RunFile("j", "r", "/j", "sandbox", "w", "s", null, "f", Instant.EPOCH, "1").write(folder);

        assertThat(section("run.json"))
                .contains(quoted(JsonText.members(Files.readString(folder.resolve("run.json")))
                        .keySet()));
    }

    @Test
    void findingFieldsStandInTheirOrder() {
        List<String> fields = List.copyOf(JsonText.members(FindingsFile.line(new AuditFinding.Placed(
                        1, 1, "k", 1, "tsk_1", new AuditFinding(AuditFinding.Kind.MISSING, "gone", 0, null))))
                .keySet());
        List<String> kinds = Stream.of(AuditFinding.Kind.values())
                .map(AuditFinding.Kind::word)
                .toList();

        assertThat(firstCells("verify.jsonl"))
                .containsExactlyElementsOf(Stream.concat(fields.stream(), kinds.stream())
                        .filter(name -> !name.equals("key"))
                        .toList());
    }

    private String section(String file) {
        int start = page.indexOf("## `" + file + "`");
        assertThat(start).as(file + " has a section").isNotNegative();
        int end = page.indexOf("\n## ", start);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private List<String> firstCells(String file) {
        List<String> cells = new ArrayList<>();
        section(file)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> cells.add(line.substring(3, line.indexOf('`', 3))));
        return cells;
    }

    private static List<String> quoted(Iterable<String> names) {
        Stream.Builder<String> quoted = Stream.builder();
        names.forEach(name -> quoted.add("`" + name + "`"));
        return quoted.build().toList();
    }
}
