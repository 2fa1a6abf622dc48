package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.AuditFinding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an audit leaves for programs. */
class AuditReportTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final AuditFigures FIGURES = new AuditFigures(
            "2026-11-22T00:00:00Z",
            "2026-11-22T00:01:00Z",
            5,
            17L,
            5,
            5,
            0,
            4,
            6,
            18,
            2,
            Map.of("missing", 1L, "surplus_turns", 2L),
            2,
            6);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theSummaryKeepsEverythingElse() throws IOException {
        Path file = folder.resolve(SummaryFile.NAME);
        Files.writeString(file, page());

        SummaryFile.amend(folder, AuditReport.figures(FIGURES), 18, 2);

        String amended = Files.readString(file);
        JsonNode audit = JSON.readTree(amended).path("audit");
        assertThat(audit.path("by_kind").path("surplus_turns").asLong()).isEqualTo(2);
        assertThat(audit.path("findings").asLong()).isEqualTo(3);
        assertThat(amended.replaceFirst("(?s)\"audit\" : \\{.*?\\n  },", "\"audit\" : \"not run\","))
                .isEqualTo(page().replace("\"spent\" : 17", "\"spent\" : 18")
                        .replace("\"surplus_turns\" : 0", "\"surplus_turns\" : 2"));
        String docs = Files.readString(Path.of("docs/results.md"));
        audit.properties().forEach(field -> assertThat(docs).contains("`" + field.getKey() + "`"));
    }

    @Test
    void aSummaryThatSomebodyEditedIsLeftAlone() throws IOException {
        SummaryFile.amend(folder, AuditReport.figures(FIGURES), 18, 2);
        assertThat(folder.resolve(SummaryFile.NAME)).doesNotExist();
        for (String odd : List.of("", "[]", "{", "{\"credits\":7}")) {
            Files.writeString(folder.resolve(SummaryFile.NAME), odd);
            SummaryFile.amend(folder, AuditReport.figures(FIGURES), 18, 2);
            assertThat(folder.resolve(SummaryFile.NAME)).hasContent(odd);
        }
    }

    @Test
    void linesForScripts() {
        AuditFinding finding = new AuditFinding(AuditFinding.Kind.SURPLUS_TURNS, "2 turns", 1, 3L);
        AuditReport report = new AuditReport(
                "r1",
                1,
                "3 findings in 5 attempts",
                FIGURES,
                List.of(new AuditFinding.Placed(1, 7, "k", 1, "tsk_1", finding)),
                folder.resolve("verify.jsonl"),
                Summary.Rows.unsent(5, 0),
                18,
                folder,
                null);
        assertThat(report.findingLines())
                .containsExactly("{\"event\":\"finding\",\"row\":7,\"key\":\"k\",\"attempt\":1,\"task_id\":\"tsk_1\","
                        + "\"kind\":\"surplus_turns\",\"surplus_turns\":1,\"credits\":3,\"message\":\"2 turns\"}");
        assertThat(report.auditLine())
                .startsWith("{\"event\":\"audit\",\"run_id\":\"r1\",\"audit\":{\"began_at\":")
                .contains("\"by_kind\":{\"missing\":1,\"surplus_turns\":2}");
        assertThat(report.doneLine())
                .startsWith("{\"event\":\"done\",\"run_id\":\"r1\",\"exit\":1,")
                .contains("\"resumable\":false", "\"credits\":{\"spent\":18,\"reserved\":0,\"limit\":null}")
                .endsWith("\"continue\":null}");
        assertThat(AuditText.of(report))
                .contains("row 7, key k, task tsk_1: surplus_turns: 2 turns", "… and 2 more", "Exit code 1");
    }

    private static String page() throws IOException {
        try (InputStream page =
                Objects.requireNonNull(AuditReportTest.class.getResourceAsStream("/report/summary.json"))) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
