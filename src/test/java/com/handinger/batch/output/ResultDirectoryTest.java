package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultDirectoryTest {

    private final Path folder;

    ResultDirectoryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theFirstStartMakesTheFolderAndSaysWhoseItIs() throws IOException {
        Path directory = folder.resolve("out/x");

        ResultDirectory.claim(directory, run("r1"), false);

        assertThat(Files.readString(directory.resolve("run.json"))).isEqualTo("""
                {
                  "job" : "fact-check",
                  "run_id" : "r1",
                  "job_file" : "/jobs/fact-check.yaml",
                  "base_url" : "https://h.test",
                  "worker" : "wrk_1",
                  "store" : "jdbc:h2:file:/runs/fact-check/store",
                  "input_file" : null,
                  "input_fingerprint" : "ab12",
                  "created_at" : "2026-11-22T00:00:00Z",
                  "version" : "0.1.0"
                }
                """);
        assertThat(RunFile.read(directory)).isEqualTo(run("r1"));
    }

    @Test
    void laterStartsOfTheRunChangeNothing() throws IOException {
        ResultDirectory.claim(folder, run("r1"), false);
        byte[] before = Files.readAllBytes(folder.resolve("run.json"));
        Files.writeString(folder.resolve("results.csv"), "mine");
        RunFile later = new RunFile(
                "fact-check", "r1", "/moved.yaml", "https://h.test", "wrk_1", "s", "/i", "f", Instant.EPOCH, "2");

        ResultDirectory.claim(folder, later, false);
        ResultDirectory.claim(folder, later, true);

        assertThat(Files.readAllBytes(folder.resolve("run.json"))).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("results.csv"))).isEqualTo("mine");
    }

    @Test
    void anotherRunIsRefusedWithBothNamesAndTheCure() throws IOException {
        ResultDirectory.claim(folder, run("r1"), false);

        assertThatThrownBy(() -> ResultDirectory.claim(folder, run("r2"), false))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("run r1 of job fact-check")
                .hasMessageContaining("run r2")
                .hasMessageContaining("{run-id}")
                .hasMessageContaining("output.overwrite: true");
        assertThat(RunFile.read(folder)).isEqualTo(run("r1"));
    }

    @Test
    void theSameRunIdOnAnotherServerIsAnotherRun() throws IOException {
        ResultDirectory.claim(folder, run("r1"), false);
        RunFile sandbox =
                new RunFile("fact-check", "r1", "/j", "sandbox", "wrk_1", "s", null, "f", Instant.EPOCH, "0.1.0");

        assertThatThrownBy(() -> ResultDirectory.claim(folder, sandbox, false))
                .hasMessageContaining("sandbox")
                .hasMessageContaining("https://h.test");
    }

    @Test
    void overwriteRemovesWhatTheOtherRunLeft() throws IOException {
        ResultDirectory.claim(folder, run("r1"), false);
        Files.writeString(folder.resolve("failed.jsonl"), "theirs");
        Files.writeString(folder.resolve("summary.json"), "theirs");
        Files.writeString(folder.resolve("notes.txt"), "not ours to remove");

        ResultDirectory.claim(folder, run("r2"), true);

        assertThat(RunFile.read(folder)).isEqualTo(run("r2"));
        assertThat(folder.resolve("failed.jsonl")).doesNotExist();
        assertThat(folder.resolve("summary.json")).doesNotExist();
        assertThat(folder.resolve("notes.txt")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"results.jsonl", "results.csv", "failed.jsonl", "unusable.jsonl", "rejected.jsonl"})
    void resultFilesOfNobodyAreRefused(String name) throws IOException {
        Files.writeString(folder.resolve(name), "whose?");

        assertThatThrownBy(() -> ResultDirectory.claim(folder, run("r1"), false))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(folder + " holds " + name)
                .hasMessageContaining("output.overwrite: true");
        assertThatCode(() -> ResultDirectory.claim(folder, run("r1"), true)).doesNotThrowAnyException();
        assertThat(folder.resolve(name)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"run_id\":1}", "{\"run_id\":{}}"})
    void aRunFileThatNamesNoRunIsRefused(String content) throws IOException {
        Files.writeString(folder.resolve("run.json"), content);

        assertThatThrownBy(() -> ResultDirectory.claim(folder, run("r1"), false))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(folder.resolve("run.json").toString())
                .hasMessageContaining("output.directory");
        assertThatCode(() -> ResultDirectory.claim(folder, run("r1"), true)).doesNotThrowAnyException();
    }

    @Test
    void theInputIsNeverReplaced() throws IOException {
        Path input = Files.writeString(folder.resolve("failed.jsonl"), "rows to try again");
        RunFile again = new RunFile(
                "again", "r2", "/j", "sandbox", "wrk_1", "s", folder + "/x/../failed.jsonl", "f", Instant.EPOCH, "1");

        assertThatThrownBy(() -> ResultDirectory.claim(folder, again, true))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(input.toString())
                .hasMessageContaining("another output.directory");
        assertThat(input).hasContent("rows to try again");
        assertThatCode(() -> ResultDirectory.claim(folder.resolve("other"), again, false))
                .doesNotThrowAnyException();
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "a file");

        assertThatThrownBy(() -> ResultDirectory.claim(file.resolve("x"), run("r1"), false))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(file.resolve("x").toString())
                .hasMessageContaining("Not a directory")
                .hasMessageContaining("output.directory");
        assertThatThrownBy(() -> ResultDirectory.claim(file, run("r1"), false))
                .hasMessageContaining("a file stands where a folder is needed");
    }

    @ParameterizedTest
    @CsvSource({
        "20261122-00ff, 20261122-00ff",
        "manual__2026-11-22T00:00:00+00:00, manual__2026-11-22T00%3A00%3A00%2B00%3A00",
        "a/../b, a%2F..%2Fb",
        ".., %2E.",
        "., %2E",
        "'', %",
        "%, %25",
        "é, %C3%A9",
        "latest, %latest",
        "LATEST, %LATEST",
        "store.mv.db, %store.mv.db",
    })
    void anyRunIdIsOneFolderName(String runId, String name) {
        assertThat(ResultDirectory.locate(job(null), runId)).isEqualTo(folder.resolve("fact-check/" + name));
    }

    @Test
    void longRunIdsFitAndStayDifferent() {
        String id = "x".repeat(5_000);
        Path one = ResultDirectory.locate(job(null), id + "1");

        assertThat(one).isNotEqualTo(ResultDirectory.locate(job(null), id + "2"));
        assertThat(String.valueOf(one.getFileName()).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aFolderOfTheJobFileMayHoldTheRunId() {
        assertThat(ResultDirectory.locate(job(folder + "/out/{run-id}/x"), "a/b"))
                .isEqualTo(folder.resolve("out/a%2Fb/x"));
        assertThat(ResultDirectory.locate(job(folder + "/out"), "a/b")).isEqualTo(folder.resolve("out"));
    }

    private static RunFile run(String id) {
        return new RunFile(
                "fact-check",
                id,
                "/jobs/fact-check.yaml",
                "https://h.test",
                "wrk_1",
                "jdbc:h2:file:/runs/fact-check/store",
                null,
                "ab12",
                Instant.parse("2026-11-22T00:00:00Z"),
                "0.1.0");
    }

    private JobFile job(@Nullable String directory) {
        return new JobFile(
                folder.resolve("job.yaml"),
                "fact-check",
                folder,
                new JobFile.Api(URI.create("https://h.test"), Duration.ofMinutes(10)),
                new JobFile.Worker("wrk_1"),
                new JobFile.Input(
                        null,
                        JobFile.Input.Format.CSV,
                        false,
                        null,
                        1 << 20,
                        new JobFile.Input.Csv(null, '"', StandardCharsets.UTF_8, true, List.of())),
                new JobFile.Task("{{claim}}", "standard"),
                JobFile.Completion.AUTO,
                null,
                new JobFile.Limits(
                        new JobFile.Concurrency(1, 1),
                        null,
                        null,
                        null,
                        new JobFile.Limits.Errors(25, true),
                        false,
                        null,
                        Duration.ofHours(6),
                        Duration.ofMinutes(30)),
                new JobFile.Resend(
                        4,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        JobFile.Resend.Unresolved.RESEND),
                new JobFile.Output(directory, Set.of(ResultFormat.CSV), true, new ResultCsv(',', false, false), false),
                new JobFile.Store(null));
    }
}
