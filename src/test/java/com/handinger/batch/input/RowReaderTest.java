package com.handinger.batch.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour table of inputs. */
class RowReaderTest {

    @TempDir
    Path folder = Path.of("unset");

    static Stream<InputCase> cases() throws IOException {
        return InputCase.of("/input/rows.yaml");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(InputCase given) throws Exception {
        Path file = Files.write(folder.resolve("input"), given.bytes());
        List<InputRecord.Row> rows = new ArrayList<>();
        List<InputRecord.Rejected> rejected = new ArrayList<>();
        InputException fault = read(given, file, rows, rejected);

        expectRows(given, rows);
        assertMatches(given.list("rejected"), rejected);
        List<String> parts = given.list("fault");
        if (fault == null || parts.isEmpty()) {
            assertThat(fault).isNull();
            assertThat(parts).isEmpty();
        } else {
            assertThat(fault.getMessage()).contains("input: ").contains(parts);
            assertThat(fault.jobFault()).isEqualTo(given.flag("jobFault", false));
        }
    }

    private static @Nullable InputException read(
            InputCase given, Path file, List<InputRecord.Row> rows, List<InputRecord.Rejected> rejected)
            throws IOException, TemplateException {
        TaskTemplate template =
                TaskTemplate.compile(new JobFile.Task(given.text("template", "{{.}}"), given.text("budget", "low")));
        try (RowReader reader =
                RowReader.open(given.input(file), file, template, given.flag("allowUnlimited", false))) {
            InputRecord next;
            while ((next = reader.next()) != null) {
                assertThat(next.number()).isEqualTo(rows.size() + rejected.size() + 1);
                if (next instanceof InputRecord.Row row) {
                    rows.add(row);
                } else {
                    rejected.add((InputRecord.Rejected) next);
                }
            }
            assertThat(reader.fingerprint())
                    .hasSize(64)
                    .isEqualTo(RowReader.fingerprint(file))
                    .isEqualTo(reader.fingerprint());
            return null;
        } catch (InputException e) {
            return e;
        }
    }

    private static void expectRows(InputCase given, List<InputRecord.Row> rows) {
        List<String> expected = given.list("rows");
        assertThat(rows).as("rows").hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            String[] parts = InputCase.expanded(expected.get(i)).split(" ", 3);
            InputRecord.Row row = rows.get(i);
            assertThat(row.line()).isEqualTo(Long.parseLong(parts[0]));
            if (!parts[1].equals("*")) {
                assertThat(row.key()).isEqualTo(parts[1]);
            }
            if (parts[2].startsWith("{")) {
                assertThat(row.columns())
                        .isEqualTo(parts[2].replace("\n", "\\n").replace("\r", "\\r"));
            }
            assertThat(row.digest()).matches("[0-9a-f]{32}");
        }
    }

    private static void assertMatches(List<String> expected, List<InputRecord.Rejected> rejected) {
        assertThat(rejected).as("rejected").hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            String[] parts = expected.get(i).split(": ", 2);
            assertThat(rejected.get(i).line()).isEqualTo(Long.parseLong(parts[0]));
            assertThat(rejected.get(i).reason()).contains(parts[1]);
        }
    }
}
