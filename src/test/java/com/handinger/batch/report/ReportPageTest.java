package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aKilledStartHasNoFiguresAndSaysSo() throws Exception {
        Path page = folder.resolve("page.html");
        new SamplePage(30, "plain").write(page);
        assertThat(Files.readString(page))
                .contains("ended without a word: it was killed, or the machine went down", "<td class=\"n\">–</td>")
                .doesNotContain("<td class=\"n\">7,777</td>", "works, or ended");
    }

    @Test
    void rowsThatAreLeftOutAreCounted() {
        assertThat(RowScript.cut(200_000, 144_810))
                .startsWith("Only the first 144,810 of 200,000 rows are in this page.");
        assertThat(RowScript.cut(100, 100)).isEqualTo("Each text shows its first 2,000 characters here.");
    }
}
