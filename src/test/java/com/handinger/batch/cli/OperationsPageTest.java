package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docs/operations.md}, {@code docs/metrics.md} and the files of {@code samples/operations}: their commands work, and they know every exit code. */
class OperationsPageTest {

    private static final Path PAGE = Path.of("docs/operations.md");
    private static final Path SAMPLES = Path.of("samples/operations");
    private static final Pattern COMMAND = Pattern.compile("(?m)java .*?-jar \\S+\\.jar (.*?)(?: 2>&1\\).*)?$");
    private static final Pattern TABLE_CODES = Pattern.compile("(?m)^\\| ([0-9, ]+) \\|");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> commands() throws IOException {
        String places = Files.readString(PAGE)
                + Files.readString(Path.of("docs/metrics.md"))
                + Files.readString(SAMPLES.resolve("crontab"))
                + Files.readString(SAMPLES.resolve("handinger-batch.service"));
        return COMMAND.matcher(places).results().map(match -> match.group(1)).toList().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandWorks(String command) throws IOException {
        assertThat(runs(List.of(command.replace("$(date +\\%F)", "2026-11-22").split(" +"))))
                .isZero();
    }

    @Test
    void argumentsOfTheContainerWork() throws IOException {
        assertThat(runs(texts(container(), "args"))).isZero();
    }

    @Test
    void argumentsOfTheDagWork() throws IOException {
        String dag = Files.readString(SAMPLES.resolve("airflow_dag.py"));
        Matcher list =
                Pattern.compile("command = \\[\"java\", \"-jar\", JAR, (.*)]").matcher(dag);
        assertThat(list.find()).isTrue();
        List<String> arguments = new ArrayList<>();
        for (String part :
                list.group(1).replace("self.job", "/srv/handinger/job.yaml").split(", ", -1)) {
            arguments.add(
                    part.equals("self.run_name") ? "scheduled__2026-11-22T02:00:00+00:00" : part.replace("\"", ""));
        }
        assertThat(runs(arguments)).isZero();
    }

    @Test
    void pageAndSamplesKnowEveryExitCode() throws IOException {
        List<Integer> all = Stream.concat(Arrays.stream(ExitCode.values()).map(ExitCode::code), Stream.of(130, 143))
                .toList();
        assertThat(numbers(Files.readString(PAGE), TABLE_CODES)).containsExactlyInAnyOrderElementsOf(all);

        String unit = Files.readString(SAMPLES.resolve("handinger-batch.service"));
        assertThat(numbers(unit, Pattern.compile("(?:ForceExit|PreventExit)Status=(.*)")))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(code -> code != 0).toList());

        Object failing = at(at(at(at(cronJob(), "spec"), "jobTemplate"), "spec"), "podFailurePolicy");
        List<String> ends =
                texts(at(Objects.requireNonNull(((List<?>) at(failing, "rules")).get(0)), "onExitCodes"), "values");
        assertThat(ends.stream().map(Integer::valueOf))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(code -> !List.of(0, 6, 7, 130, 143).contains(code))
                        .toList());

        String dag = Files.readString(SAMPLES.resolve("airflow_dag.py"));
        assertThat(numbers(dag, Pattern.compile("COMES_AGAIN = (.*)")))
                .containsExactly(ExitCode.STOPPED.code(), ExitCode.BUSY.code());
        assertThat(dag).as("killed, or out of memory").contains("ended.exit_code < 0 or ended.exit_code > 128");
    }

    private static Set<Integer> numbers(String text, Pattern line) {
        Set<Integer> numbers = new TreeSet<>();
        line.matcher(text)
                .results()
                .flatMap(match -> NUMBER.matcher(match.group(1)).results())
                .forEach(number -> numbers.add(Integer.valueOf(number.group())));
        return numbers;
    }

    /** Runs it on a job of two rows in a folder of its own, on the sandbox. */
    private int runs(List<String> command) throws IOException {
        String rows = Files.writeString(folder.resolve("rows.csv"), "id,claim\na,first\nb,second\n")
                .toString();
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                name: job
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                """);
        if (!command.contains("run") || command.contains("--resume")) {
            assertThat(Call.of(job.toString()).exit()).isZero();
        }
        List<String> arguments = command.stream()
                .map(word -> word.replaceFirst("^(/srv/handinger/|/job/)?job\\.yaml$", job.toString())
                        .replaceFirst("/srv/handinger/claims-.*", rows)
                        .replaceFirst("/var/lib/node_exporter", folder.toString()))
                .toList();
        Call call = Call.of(arguments.toArray(String[]::new));
        assertThat(call.exit()).as(arguments + "\n" + call.err()).isZero();
        return call.exit();
    }

    private static Object cronJob() throws IOException {
        String text = Files.readString(SAMPLES.resolve("cronjob.yaml"));
        return Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static Object container() throws IOException {
        Object pod = at(at(at(at(at(cronJob(), "spec"), "jobTemplate"), "spec"), "template"), "spec");
        return Objects.requireNonNull(((List<?>) at(pod, "containers")).get(0));
    }

    private static Object at(Object map, String key) {
        return Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
    }

    private static List<String> texts(Object map, String key) {
        return ((List<?>) at(map, key)).stream().map(String::valueOf).toList();
    }
}
