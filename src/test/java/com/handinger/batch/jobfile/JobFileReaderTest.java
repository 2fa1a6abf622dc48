package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.handinger.batch.jobfile.JobFileTable.Case;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileReaderTest {

    private final Path folder;

    JobFileReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Case> faults() {
        return JobFileTable.read("faults.yaml");
    }

    static Stream<Case> good() {
        return JobFileTable.read("good.yaml");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void reportsAllFaults(Case example) throws IOException {
        Path file = write(example.fileName(), example.yaml());

        JobFileException refused = refused(file, example.overrides(), example.environment());

        List<String> messages = refused.problems().stream().map(this::shown).toList();
        assertThat(messages).as(refused.getMessage()).hasSize(example.expected().size());
        for (int index = 0; index < messages.size(); index++) {
            assertThat(messages.get(index))
                    .contains(fragments(example.expected().get(index)));
        }
        example.hidden().forEach(secret -> assertThat(refused.getMessage()).doesNotContain(secret));
    }

    @ParameterizedTest
    @MethodSource("good")
    void bindsWhatIsRight(Case example) throws Exception {
        Path file = write(example.fileName(), example.yaml());

        JobFile job = JobFileReader.read(file, example.overrides(), example.environment());

        String bound = job.toString()
                .replace(folder.toString(), "FOLDER")
                .replace("=" + folder.getParent() + "/samples", "=PARENT/samples");
        for (String expected : example.expected()) {
            assertThat(bound).contains(fragments(expected.replace("CURRENT", currentDirectory())));
        }
    }

    @Test
    void casesHaveTheirOwnIds() {
        Set<String> ids = new HashSet<>();
        Stream.concat(faults(), good())
                .forEach(example ->
                        assertThat(ids.add(example.id())).as(example.id()).isTrue());
        assertThat(ids).hasSizeGreaterThan(100);
    }

    @Test
    void missingFileIsAProblem() {
        JobFileException refused = refused(folder.resolve("none.yaml"), Overrides.NONE, Map.of());

        assertThat(refused.getMessage()).contains("none.yaml: there is no such file");
    }

    @Test
    void folderIsAProblem() {
        assertThat(refused(folder, Overrides.NONE, Map.of()).getMessage()).contains("this is a folder");
    }

    @Test
    void otherEncodingIsAProblemOnItsLine() throws IOException {
        Path file = folder.resolve("job.yaml");
        Files.write(file, "version: 1\nname: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refused(file, Overrides.NONE, Map.of()).getMessage())
                .contains("job.yaml:2: found a byte that is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void wideCharactersAreNamed(String charset) throws IOException {
        Path file = folder.resolve("job.yaml");
        Files.write(file, JobFileTable.MINIMAL.getBytes(Charset.forName(charset)));

        assertThat(refused(file, Overrides.NONE, Map.of()).getMessage())
                .contains("job.yaml: this file is UTF-16; save the job file as UTF-8");
    }

    @Test
    void cutOffCharacterIsAProblem() throws IOException {
        Path file = folder.resolve("job.yaml");
        Files.write(file, new byte[] {'a', (byte) 0xC3});

        assertThat(refused(file, Overrides.NONE, Map.of()).getMessage()).contains("not UTF-8");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreRead() throws Exception {
        Path file = write("job.yaml", "\uFEFF" + JobFileTable.MINIMAL.replace("\n", "\r\n"));

        assertThat(JobFileReader.read(file, Overrides.NONE, Map.of()).worker().id())
                .isEqualTo("wrk_vk81XUHKHG-qr4");
    }

    @Test
    void hugeFileIsAProblem() throws IOException {
        Path file = write("job.yaml", "# " + "x".repeat(1 << 20));

        assertThat(refused(file, Overrides.NONE, Map.of()).getMessage()).contains("larger than 1 MB");
    }

    @Test
    void bottomlessNestingIsAProblem() throws IOException {
        Path file = write("job.yaml", "version: " + "[".repeat(100_000));

        assertThat(refused(file, Overrides.NONE, Map.of()).getMessage()).contains(":1: nested more than 32 deep");
    }

    @Test
    void relativeJobFileCountsFromTheCurrentDirectory() throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(write("job.yaml", JobFileTable.MINIMAL));

        JobFile job = JobFileReader.read(relative, Overrides.NONE, Map.of());

        assertThat(job.file()).isAbsolute();
        assertThat(job.runsDirectory()).isAbsolute();
        assertThat(job.input().file()).isAbsolute();
    }

    @Test
    void relativeStoreInAFolderWithSemicolonIsAProblem() throws IOException {
        Files.createDirectory(folder.resolve("a;b"));
        Path file = write("a;b/job.yaml", JobFileTable.MINIMAL);
        Overrides store = new Overrides(List.of("store.url=jdbc:h2:file:x"), null, false);

        assertThat(refused(file, store, Map.of()).getMessage())
                .contains("--set: store.url: a path relative to a folder with \";\"");
    }

    @Test
    void formatsCannotBeChanged() throws Exception {
        JobFile job = JobFileReader.read(write("job.yaml", JobFileTable.MINIMAL), Overrides.NONE, Map.of());

        assertThatThrownBy(() -> job.output().formats().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aMomentThatHasPassedIsAProblemWhereRowsAreToBeSent() throws Exception {
        Path file = write("job.yaml", JobFileTable.MINIMAL);
        Overrides sets = new Overrides(
                List.of("task.when.type=scheduled", "task.when.date=2030-12-01T08:00:00+01:00"), null, false);
        JobDraft before = JobFileReader.draft(file, sets, Map.of());
        before.checkDate(Instant.parse("2030-12-01T06:59:59Z"));
        assertThat(before.jobFile().task().when()).isNotNull();

        JobDraft after = JobFileReader.draft(file, sets, Map.of());
        after.checkDate(Instant.parse("2030-12-01T07:00:00Z"));
        assertThat(catchThrowableOfType(JobFileException.class, after::jobFile).getMessage())
                .contains("--set: task.when.date: a moment that has passed; write one to come");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The problem as users read it, with the file's name instead of its path. */
    private String shown(Problem problem) {
        return problem.toString().replace(folder + "/", "");
    }

    private static String[] fragments(String expected) {
        return expected.split("\\s*…\\s*", -1);
    }

    private static String currentDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }

    private static JobFileException refused(Path file, Overrides overrides, Map<String, String> environment) {
        return catchThrowableOfType(JobFileException.class, () -> JobFileReader.read(file, overrides, environment));
    }
}
