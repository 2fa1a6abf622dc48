package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.handinger.batch.input.JobFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands where a key or a section is meant: it is a fault of the file or none, and never one of the program. */
class WrongKindTest {

    private static final List<String> KINDS =
            List.of("x", "[x]", "[[x], {y: z}]", "{x: y}", "{}", "[]", "", "~", "\"{{\"", "5", "{{x}}", "\"\"");

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> paths() {
        return Keys.all().stream()
                .map(Key::path)
                .flatMap(path -> Stream.iterate(path, s -> !s.isEmpty(), WrongKindTest::section))
                .distinct();
    }

    private static String section(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void isNoFaultOfTheProgram(String path) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,one\n");
        for (String kind : KINDS) {
            String[] names = path.split("\\.", -1);
            String value = kind;
            for (int i = names.length - 1; i > 0; i--) {
                value = "{ " + names[i] + ": " + value + " }";
            }
            String job = JobFileTable.MINIMAL.replaceAll("(?m)^" + names[0] + ":.*\n", "") + names[0] + ": " + value;
            Path file = Files.writeString(folder.resolve("job.yaml"), job);

            assertThatCode(() -> checked(file)).as(job).doesNotThrowAnyException();
        }
    }

    private static void checked(Path file) {
        JobDraft draft = JobFileReader.draft(file, Overrides.NONE, Map.of());
        JobFit.checkHeader(draft);
        draft.checkWorkerNamed();
        try {
            draft.jobFile();
        } catch (JobFileException told) {
            assertThat(told.getMessage()).isNotBlank();
        }
    }
}
