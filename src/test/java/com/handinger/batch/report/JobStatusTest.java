package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobStatusTest {

    private static final Summary.Rows ROWS = new Summary.Rows(20, 5, 1, 0, 2, 4, 3, 1, 4);

    private static JobStatus.Run run(@Nullable Integer inFlight, @Nullable Integer inDoubt) {
        return new JobStatus.Run(
                "r1",
                "open",
                null,
                null,
                ROWS,
                inFlight,
                inDoubt,
                new Summary.Credits(7, 2, null),
                null,
                null,
                null,
                null);
    }

    private static String text(JobStatus.Run run) {
        return new JobStatus("job", null, null, List.of(run), null).text();
    }

    /** What a process has claimed ahead is not under way for it, and its block says so, too. */
    @Test
    void rowsOfAProcessAreThoseThatItFollows() {
        assertThat(text(run(5, 2)))
                .contains("  Rows      5 of 20 completed, 1 failed, 2 rejected, 5 in flight, 2 in doubt, 5 not sent\n");
    }

    @Test
    void rowsThatNobodyFollowsAreThoseOfTheLedger() {
        assertThat(text(run(null, 4)))
                .contains("  Rows      5 of 20 completed, 1 failed, 2 rejected, 4 at the server, "
                        + "4 in doubt (perhaps sent: looked up first), 4 not sent\n");
    }

    @Test
    void everyFieldIsOnTheResultsPage() throws IOException {
        String page = Files.readString(Path.of("docs/results.md"));
        String table = page.substring(page.indexOf("### `status --json`"), page.indexOf("## Files that tasks publish"));
        String line = new JobStatus("job", null, null, List.of(run(5, 2)), null)
                .line()
                .replaceAll("\\{\"total\"[^}]*}|\\{\"spent\"[^}]*}", "0");

        assertThat(Pattern.compile("\"(\\w+)\":").matcher(line).results())
                .hasSizeGreaterThan(12)
                .allSatisfy(field -> assertThat(table).contains("`" + field.group(1) + "`"));
    }
}
