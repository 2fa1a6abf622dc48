package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.pacing.PaceRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

    @TempDir
    private Path folder = Path.of("");

    private JobFile job(String concurrency) throws IOException {
        return new Workshop(folder, "http://127.0.0.1:1")
                .set("limits.concurrency", concurrency)
                .rows("a")
                .job();
    }

    @Test
    void enoughFilesChangeNothing() throws IOException {
        JobFile job = job("4..64");
        OpenFiles many = new OpenFiles(1024, 50);

        assertThat(OpenFiles.pace(job, many)).isEqualTo(new PaceRules(4, 64, null));
        assertThat(OpenFiles.remark(job, many)).isNull();
        assertThat(OpenFiles.pace(job, null)).isEqualTo(new PaceRules(4, 64, null));
        assertThat(OpenFiles.remark(job, null)).isNull();
    }

    @Test
    void fewFilesLowerTheNumberAndSaySo() throws IOException {
        OpenFiles few = new OpenFiles(1024, 124);

        assertThat(OpenFiles.pace(job("2000"), few)).isEqualTo(new PaceRules(400, 400, null));
        assertThat(OpenFiles.pace(job("8..2000"), few)).isEqualTo(new PaceRules(8, 400, null));
        assertThat(OpenFiles.remark(job("8..2000"), few))
                .contains("limits.concurrency is 8..2000")
                .contains("1024 files")
                .contains("at most 400")
                .contains("ulimit -n");
        assertThat(OpenFiles.pace(job("2000"), new OpenFiles(64, 60))).isEqualTo(new PaceRules(1, 1, null));
    }

    @Test
    void theSandboxInsideHasTheOtherEnds() throws IOException {
        JobFile job = new Workshop(folder, "sandbox")
                .set("limits.concurrency", "2000")
                .rows("a")
                .job();

        assertThat(OpenFiles.pace(job, new OpenFiles(1024, 124)).mostTasks()).isEqualTo(200);
    }

    @Test
    void thisProcessKnowsItsLimit() {
        assertThat(Objects.requireNonNull(OpenFiles.now()).limit()).isGreaterThan(100);
    }
}
