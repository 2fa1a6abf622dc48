package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.pacing.PaceTrail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {

    private static final Summary.Rows ROWS = new Summary.Rows(10, 5, 1, 1, 1, 2, 0, 0, 0);

    private final Path folder;

    SummaryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fileHasEveryFieldInItsOrder() throws IOException {
        Path directory = folder.resolve("new");

        SummaryFile.write(directory, summary(100L, "run it again"));
        SummaryFile.write(directory, summary(null, "run it again"));

        assertThat(Files.readString(directory.resolve("summary.json"))).isEqualTo(expected());
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void everyFieldIsOnTheResultsPage() throws IOException {
        String page = Files.readString(Path.of("docs/results.md"));
        String summary = page.substring(page.indexOf("## `summary.json`"), page.indexOf("## `run.json`"));

        assertThat(Pattern.compile("\"(\\w+)\" :").matcher(expected()).results())
                .hasSizeGreaterThan(40)
                .allSatisfy(field -> assertThat(summary).contains("`" + field.group(1) + "`"));
    }

    @Test
    void doneLineIsOneLineForScripts() {
        assertThat(summary(100L, null).doneLine())
                .isEqualTo("{\"event\":\"done\",\"run_id\":\"r/1\",\"exit\":6,"
                        + "\"reason\":\"stopped by \\\"SIGTERM\\\"\",\"resumable\":true,"
                        + "\"rows\":{\"total\":10,\"completed\":5,\"failed\":1,\"unusable\":1,\"rejected\":1,"
                        + "\"pending\":2,\"sending\":0,\"unknown\":0,\"running\":0},"
                        + "\"credits\":{\"spent\":17,\"reserved\":0,\"limit\":100},"
                        + "\"directory\":\"/runs/fact check/r1\",\"continue\":null}");
    }

    @Test
    void launchLineIsOneLineForScripts() {
        assertThat(new Launch("r1", "fact-check", "sandbox", "wrk_1", true, "/s", ROWS, Path.of("/runs/r1"))
                        .launchLine())
                .isEqualTo("{\"event\":\"launch\",\"run_id\":\"r1\",\"job\":\"fact-check\",\"base_url\":\"sandbox\","
                        + "\"worker\":\"wrk_1\",\"continued\":true,\"store\":\"/s\","
                        + "\"rows\":{\"total\":10,\"completed\":5,\"failed\":1,\"unusable\":1,\"rejected\":1,"
                        + "\"pending\":2,\"sending\":0,\"unknown\":0,\"running\":0},\"directory\":\"/runs/r1\"}");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> SummaryFile.write(file, summary(null, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.resolve("summary.json").toString())
                .hasMessageContaining("Make room or give access");
    }

    private static String expected() throws IOException {
        try (InputStream page = Objects.requireNonNull(SummaryTest.class.getResourceAsStream("/report/summary.json"))) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final PaceTrail CONCURRENCY = new PaceTrail(
            16, 12, List.of(new PaceTrail.Change(Instant.parse("2026-11-22T00:00:05.250Z"), 16, 12, "429")), 0);
    private static final PaceTrail RATE = new PaceTrail(null, null, List.of(), 0);

    private static Summary summary(@Nullable Long limit, @Nullable String continueWith) {
        Instant start = Instant.parse("2026-11-22T00:00:00Z");
        return new Summary(
                "r/1",
                "fact-check",
                "sandbox",
                "wrk_1",
                6,
                "stopped by \"SIGTERM\"",
                true,
                ROWS,
                new Summary.Credits(17, 0, limit),
                new Summary.Requests(7, 3, 1, 0),
                new Summary.Timings(start, start.plusMillis(61_500), start.plusSeconds(1), null),
                new Summary.Pace(7.8, new Summary.TaskMs(900L, null), CONCURRENCY, RATE),
                List.of("limits.time"),
                8,
                0,
                Summary.NOT_AUDITED,
                null,
                null,
                Path.of("/runs/fact check/r1"),
                continueWith);
    }
}
