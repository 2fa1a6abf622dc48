package com.handinger.batch.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFile.Task.Attached;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour table of files with tasks, and what makes a row another one. */
class AttachmentTableTest {

    @TempDir
    private Path folder = Path.of("");

    static Stream<InputCase> cases() throws IOException {
        return InputCase.of("/input/attachments.yaml");
    }

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(folder.resolve("a.txt"), "alpha");
        Files.writeString(folder.resolve("docs/a.txt"), "another");
        Files.writeString(folder.resolve("docs/b c.pdf"), "pdf");
        Files.createFile(folder.resolve("empty"));
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            large.setLength(AttachmentFiles.MOST_BYTES + 1);
        }
    }

    private RowReader open(List<String> files, String rows) throws Exception {
        Path input = Files.writeString(folder.resolve("rows.jsonl"), rows);
        JobFile.Task task = new JobFile.Task("x", "low", null, null, new Attached(files, folder));
        return RowReader.open(
                new JobFile.Input(
                        input,
                        JobFile.Input.Format.JSONL,
                        false,
                        null,
                        1 << 20,
                        new JobFile.Input.Csv(null, '"', StandardCharsets.UTF_8, true, List.of())),
                input,
                TaskTemplate.compile(task),
                false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(InputCase given) throws Exception {
        try (RowReader reader = open(given.list("files"), given.text("row", "{}") + "\n")) {
            InputRecord record = Objects.requireNonNull(reader.next());
            if (record instanceof InputRecord.Rejected rejected) {
                assertThat(given.has("refused")).as(rejected.reason()).isTrue();
                assertThat(rejected.reason()).contains(given.list("refused"));
            } else {
                List<Attachment> files = ((InputRecord.Row) record).files();
                assertThat(files.stream().map(file -> file.name() + " " + file.size()))
                        .containsExactlyElementsOf(given.list("gives"));
                assertThat(files).allSatisfy(file -> {
                    assertThat(file.file()).isAbsolute();
                    assertThat(file.sha256()).isEqualTo(RowReader.fingerprint(file.file()));
                });
            }
        }
    }

    private record Seen(String digest, String fingerprint) {}

    private Seen seen(String row) throws Exception {
        try (RowReader reader = open(List.of("{{a}}"), row + "\n")) {
            InputRecord record = Objects.requireNonNull(reader.next());
            assertThat(reader.next()).isNull();
            String digest = record instanceof InputRecord.Row sendable ? sendable.digest() : "rejected";
            return new Seen(digest, reader.fingerprint());
        }
    }

    @Test
    void otherBytesMakeAnotherRowOfAnotherInput() throws Exception {
        Seen before = seen("{\"a\":\"a.txt\"}");
        assertThat(seen("{\"a\":\"a.txt\"}")).isEqualTo(before);
        assertThat(before.digest()).matches("[0-9a-f]{32}\\+[0-9a-f]{32}");

        Files.writeString(folder.resolve("a.txt"), "ALPHA");
        Seen after = seen("{\"a\":\"a.txt\"}");
        assertThat(after.digest())
                .isNotEqualTo(before.digest())
                .startsWith(before.digest().substring(0, 33));
        assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    }

    @Test
    void aFileThatComesOrGoesMakesAnotherInput() throws Exception {
        Seen before = seen("{\"a\":\"a.txt\"}");
        Files.delete(folder.resolve("a.txt"));
        Seen gone = seen("{\"a\":\"a.txt\"}");
        assertThat(gone.digest()).isEqualTo("rejected");
        assertThat(gone.fingerprint()).isNotEqualTo(before.fingerprint());
    }
}
