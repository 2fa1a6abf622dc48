package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.handinger.batch.browser.Browser;
import com.handinger.batch.browser.Tab;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Written;
import com.handinger.batch.run.Workshop.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code report.html} of a run whose rows mean harm, as a file and in a browser. */
@Timeout(120)
class ReportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOSTILE = "</script><script>document.title='taken'</script><img src=x"
            + " onerror=\"document.title='taken'\"><!-- \u2028 {{job}} ${x} @@rows@@ ' onmouseover='x";

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop hostile() throws IOException {
        Workshop workshop =
                new Workshop(folder, server).set("limits.errors", "90%").set("limits.credits", "500");
        StringBuilder csv = new StringBuilder("id,text\n");
        for (int i = 1; i <= 60; i++) {
            csv.append("r").append(i).append(",plain ").append(i).append('\n');
        }
        String quoted = '"' + HOSTILE.replace("\"", "\"\"") + '"';
        csv.append(quoted).append(',').append(quoted).append('\n');
        csv.append("bad,refused ").append(quoted.replace("\"", "")).append('\n');
        csv.append("r1,twice\n");
        Files.writeString(folder.resolve("rows.csv"), csv);
        server.plan(seen ->
                seen.body().contains("refused") ? new Fault.ErrorBefore(422, "<b id='made'>no</b>") : Fault.NONE);
        return workshop;
    }

    private static Written report(Workshop workshop, Path target) throws RunException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new ReportService(new Console(nowhere, nowhere, false), new StopSwitch(), false, PATIENCE)
                .report(workshop.job(), null, target);
    }

    @Test
    void everyStartLeavesAPageInWhichNoTextOfARowIsMarkup() throws Exception {
        Workshop workshop = hostile();
        Ended ended = workshop.start();
        String page = Files.readString(ended.directory().resolve("report.html"));
        assertThat(page)
                .contains("default-src 'none'", "61 (96.8%)", "failed 1", "second use of key", "Rows that have ended")
                .contains("Rows a minute: the run was too short to draw it.")
                .doesNotContain(
                        "<img", "<b id", "document.title='taken'</script>", "http-equiv=\"refresh\"", "@import");
        assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(2);
        assertThat(Pattern.compile("(src|href)=\"(?!#)").matcher(page).results())
                .isEmpty();

        Path elsewhere = folder.resolve("elsewhere.html");
        Written written = report(workshop, elsewhere);
        assertThat(written.rows().completed()).isEqualTo(61);
        assertThat(Files.readString(elsewhere)).contains("class=\"rows\">[[1,\"r1\"");
        assertThat(ended.directory().resolve(".report.html.tmp")).doesNotExist();
    }

    /** It ends before the second time that its figures are noted for the charts. */
    @Test
    void aShortRunHadTasksInFlightToo() throws Exception {
        server.latency(Duration.ofMillis(400));
        Ended ended = new Workshop(folder, server)
                .rows(Workshop.numbered(4))
                .set("limits.concurrency", "3")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(ended.directory().resolve("report.html")))
                .containsPattern("at most [123] in flight");
    }

    @Test
    void thePageNamesTheLimitForWhichNothingMoreWasSent() throws Exception {
        server.latency(Duration.ofMillis(2500));
        Ended ended = new Workshop(folder, server)
                .rows(Workshop.numbered(30))
                .set("limits.credits", "30")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(Files.readString(ended.directory().resolve("report.html")))
                .contains("<td>sends no more, and ends what is under way: limits.credits is reached</td>")
                .doesNotContain("waits: stopping", "waits: first row");
    }

    /** A browser is asked where there is one; without it the page is looked at as text alone. */
    @Test
    void inABrowserThePageSearchesAndNothingHostileRuns() throws Exception {
        Optional<Path> program = Browser.installed();
        assumeThat(program).as("no chromium on the PATH").isPresent();
        URI page = hostile().start().directory().resolve("report.html").toUri();
        try (Browser browser = Browser.start(program.orElseThrow(), folder.resolve("profile"))) {
            Tab tab = browser.open(page);
            assertThat(tab.text("document.title")).isEqualTo("job: Done, not all rows completed");
            assertThat(tab.text("document.getElementById('found').textContent")).isEqualTo("63 rows of 63");
            assertThat(tab.text("document.querySelectorAll('#rows > tr').length"))
                    .as("rows in the page at once")
                    .isEqualTo("50");

            tab.go(URI.create(page + "#q=onerror&status=completed"));
            tab.await("document.getElementById('found').textContent === '1 row of 63'");
            tab.value("document.querySelector('#rows button').click()");
            assertThat(tab.text("document.querySelector('#rows tr.detail').textContent"))
                    .contains("id: " + HOSTILE.substring(0, 60), "Outputdone: Say </script>", "Structured output{");
            assertThat(tab.text("document.querySelectorAll('img, #made').length + document.title"))
                    .isEqualTo("0job: Done, not all rows completed");
            assertThat(tab.errors()).isEmpty();
            assertThat(tab.requests()).as("asked for").containsOnly(page.toString());
        }
    }
}
