package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.halt.HaltPoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/resume.md} names what is there, and its commands are understood. */
class ResumePageTest {

    private static final Pattern MOMENT = Pattern.compile("(?m)^\\| `([A-Z_]+)`: .* \\| 0 \\|$");
    private static final Pattern PLACE = Pattern.compile("(?m)^\\| `([a-z./<>-]+)` \\|");
    private static final Pattern COMMAND = Pattern.compile("(?m)^java -jar \\S+ ([^#\\n]+)");
    private static final Pattern PROPERTY = Pattern.compile("-D((?:chaos|durability)\\.[a-z]+)=");

    @TempDir
    private Path folder = Path.of("");

    private final String page;

    ResumePageTest() throws IOException {
        page = Files.readString(Path.of("docs/resume.md"));
    }

    @Test
    void everyHaltPointHasItsCostsInTheOrderOfARun() {
        assertThat(groups(MOMENT))
                .containsExactlyElementsOf(
                        Arrays.stream(HaltPoint.values()).map(HaltPoint::name).toList());
    }

    @Test
    void everyPlaceIsWhereItSays() throws IOException {
        job("-");
        Call run = Call.of(
                Map.of(),
                new ByteArrayInputStream("id,claim\na,first\n".getBytes(StandardCharsets.UTF_8)),
                List.of(job(), "--run-id", "monday"));
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(groups(PLACE))
                .hasSize(5)
                .allSatisfy(place -> assertThat(folder.resolve("runs/job").resolve(place.replace("<run-id>", "monday")))
                        .exists());
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,first\nb,second\n");
        job("rows.csv");
        List<String> commands = groups(COMMAND);
        assertThat(commands).hasSizeGreaterThan(5);
        for (String command : commands) {
            Call call = Call.of(command.replace("job.yaml", job()).strip().split(" +"));
            assertThat(call.exit()).as(command + call.err()).isZero();
        }
    }

    @Test
    void everyPropertyOfTheLongRoundsIsRead() throws IOException {
        String sources = Files.readString(Path.of("src/test/java/com/handinger/batch/chaos/ChaosIT.java"))
                + Files.readString(Path.of("src/test/java/com/handinger/batch/run/DurabilityIT.java"));
        assertThat(groups(PROPERTY))
                .hasSize(4)
                .allSatisfy(name -> assertThat(sources).contains("\"" + name + "\""));
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<id>chaos</id>");
    }

    private List<String> groups(Pattern pattern) {
        return pattern.matcher(page).results().map(match -> match.group(1)).toList();
    }

    private String job() {
        return folder.resolve("job.yaml").toString();
    }

    private void job(String input) throws IOException {
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                name: job
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo-fact-check }
                input: { file: "%s", format: csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                """.formatted(input));
    }
}
