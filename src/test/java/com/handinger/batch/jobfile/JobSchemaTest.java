package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code docs/job-file.schema.json} is made from the table of keys. To write it anew:
 * {@code ./mvnw -Pquick test -Dtest=JobSchemaTest -Dschema.write=true}.
 */
class JobSchemaTest {

    private static final Path FILE = Path.of("docs", "job-file.schema.json");
    private static final String FIRST_LINE = "# yaml-language-server: $schema=../docs/job-file.schema.json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(JSON.valueToTree(JobSchema.whole()));

    @Test
    void fileSaysWhatTheKeysSay() throws IOException {
        String text = JSON.writeValueAsString(JobSchema.whole()) + "\n";
        if (Boolean.getBoolean("schema.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE)).as("see the comment of this class").isEqualTo(text);
    }

    static Stream<Path> jobs() {
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void everyJobNamesItAndKeepsIt(Path job) throws IOException {
        assertThat(Files.readAllLines(job).get(0)).isEqualTo(FIRST_LINE);
        assertThat(faults(Files.readString(job))).isEmpty();
    }

    static Stream<JobFileTable.Case> good() {
        return JobFileTable.read("good.yaml");
    }

    @ParameterizedTest
    @MethodSource("good")
    void nothingGoodIsMarked(JobFileTable.Case good) {
        assertThat(faults(good.yaml())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("com.handinger.batch.jobfile.JobFileDocsTest#rows")
    void exampleOfEachKeyIsTaken(JobFileDocsTest.Row row) {
        String job = "version: 1\nworker: { id: w }\ninput: { file: a.csv }\ntask: { input: a }\n";
        // Quoted where a flow mapping would read it otherwise.
        String nested =
                row.example().matches("\\[.*]|[^{}']*") ? row.example() : JSON.writeValueAsString(row.example());
        String[] names = row.path().split("\\.", -1);
        for (int i = names.length - 1; i > 0; i--) {
            nested = "{ " + names[i] + ": " + nested + (names[i].equals("file") || i > 1 ? "" : besides(row.path()))
                    + " }";
        }
        assertThat(faults(job.replaceAll("(?m)^" + names[0] + ":.*\n", "") + names[0] + ": " + nested))
                .isEmpty();
    }

    private static String besides(String path) {
        if (path.startsWith("input.")) {
            return ", file: a.csv";
        }
        return path.startsWith("task.") && !path.equals("task.input") ? ", input: a" : "";
    }

    @ParameterizedTest
    @MethodSource("marked")
    void faultIsMarked(String job) {
        assertThat(faults(job)).isNotEmpty();
    }

    static List<String> marked() {
        String minimal = JobFileTable.MINIMAL;
        return List.of(
                minimal + "limit: { credits: 1 }\n",
                minimal + "limits: { credit: 1 }\n",
                minimal + "limits: { concurrency: [1] }\n",
                minimal + "limits: { requestsPerMinute: 0 }\n",
                minimal + "limits: { time: 30 }\n",
                minimal + "limits: { allowUnlimited: perhaps }\n",
                minimal + "completion: later\n",
                minimal + "output: { formats: [] }\n",
                minimal + "output: { formats: [xml] }\n",
                minimal.replaceFirst("input: .*\n", "input: 5\n"),
                minimal.replaceFirst("wrk_[^ ]*", "123"),
                minimal.replace("version: 1", "version: 2"),
                minimal.replace("version: 1\n", ""),
                minimal.replaceFirst("task: .*\n", ""));
    }

    private static List<String> faults(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        Object tree = new Load(settings).loadFromString(yaml);
        return SCHEMA.validate(JSON.valueToTree(tree)).stream()
                .map(Object::toString)
                .toList();
    }
}
