package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/job-file.md} says what the table of keys says, and its examples and faults are what it says they are. */
class JobFileDocsTest {

    private static final Path PAGE = Path.of("docs", "job-file.md");
    private static final Pattern KEY_ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\|.*\\| `([^`]*)` \\| `([^`]*)` \\|[^|]*\\|$");
    private static final Pattern NOT_BUILT_ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|`]+ \\|$");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

    private final Path file;

    JobFileDocsTest(@TempDir Path folder) {
        this.file = folder.resolve("job.yaml");
    }

    /** One row of the page's tables of keys. */
    record Row(String path, String example, String fault, String line) {
        @Override
        public String toString() {
            return path;
        }
    }

    static Stream<Row> rows() {
        return matches(KEY_ROW).map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group()));
    }

    @Test
    void everyKeyHasItsRow() {
        assertThat(rows().map(Row::path))
                .containsExactlyInAnyOrderElementsOf(
                        Keys.all().stream().map(Key::path).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowSaysWhatTheTableOfKeysSays(Row row) {
        Key<?> key = Objects.requireNonNull(Keys.find(row.path()));
        String words = key.otherwise().text() == null
                ? key.otherwise().words()
                : "`" + key.otherwise().words() + "`";
        List<String> cells = List.of(
                "`" + key.path() + "`",
                key.type().accepts(),
                words,
                "`" + row.example() + "`",
                "`" + row.fault() + "`",
                key.sentence());

        assertThat(row.line()).isEqualTo(tableRow(cells));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void exampleIsAccepted(Row row) throws Exception {
        JobFileReader.read(write(around(row.path())), setting(row.path(), row.example()), Map.of());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void faultIsRefused(Row row) throws IOException {
        Path job = write(around(row.path()));

        JobFileException refused = catchThrowableOfType(
                JobFileException.class, () -> JobFileReader.read(job, setting(row.path(), row.fault()), Map.of()));

        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.problems()).extracting(Problem::path).containsExactly(row.path());
    }

    @Test
    void everyKeyToComeHasItsRow() {
        List<String> expected = NotBuilt.TABLE.stream()
                .map(entry -> tableRow(List.of("`" + entry.name() + "`", entry.instead())))
                .toList();

        assertThat(matches(NOT_BUILT_ROW).map(MatchResult::group)).containsExactlyElementsOf(expected);
    }

    @Test
    void everyYamlBlockIsAJob() throws Exception {
        List<String> blocks = matches(YAML_BLOCK).map(block -> block.group(1)).toList();
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            JobFileReader.read(write(block), Overrides.NONE, Map.of());
        }
    }

    /** A job in which the key may stand. */
    private static String around(String path) {
        if (path.equals("webhook.publicUrl")) {
            return JobFileTable.MINIMAL + "webhook: { listen: \"0.0.0.0:8443\" }\n";
        }
        if (path.startsWith("task.when.")) {
            String beside = switch (path) {
                case "task.when.type" -> "cron: 0 8 * * 1";
                case "task.when.date" -> "type: scheduled";
                case "task.when.delayInSeconds" -> "type: delayed";
                case "task.when.cron" -> "type: cron";
                default -> "type: interval";
            };
            return JobFileTable.MINIMAL.replaceFirst("task: \\{", "task: { when: { " + beside + " },");
        }
        String text = path.matches("worker\\.template\\.(prompt|instructions)") ? "title" : "instructions";
        return path.startsWith("worker.template.")
                ? JobFileTable.MINIMAL.replaceFirst("id: [^ ]+", "template: { " + text + ": x }")
                : JobFileTable.MINIMAL;
    }

    /** A header is switched off, because names of columns are for files without one. */
    private static Overrides setting(String path, String value) {
        List<String> set = new ArrayList<>(List.of("input.csv.header=false"));
        set.add(path + "=" + value);
        return new Overrides(set, null, false);
    }

    private static String tableRow(List<String> cells) {
        return "| "
                + String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |";
    }

    private Path write(String text) throws IOException {
        return Files.writeString(file, text);
    }

    private static Stream<MatchResult> matches(Pattern pattern) {
        try {
            return pattern.matcher(Files.readString(PAGE)).results();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
