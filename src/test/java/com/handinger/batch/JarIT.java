package com.handinger.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program from outside: started, stopped, killed and started again. */
class JarIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 100;

    private final Path folder;
    private final Deque<JarProcess> processes = new ArrayDeque<>();

    JarIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(JarProcess::close);
    }

    @Test
    void firstRunDoesAllRowsAndSecondSendsNothing() throws Exception {
        writeJob(20);

        JarProcess first = start("job.yaml");
        assertThat(first.exit(PATIENCE)).as(first.err()).isZero();
        assertThat(first.out()).isEmpty();
        assertThat(first.err()).startsWith("Store " + folder).endsWith("Exit code 0: every selected row completed\n");
        assertThat(first.err().lines())
                .as("log lines of libraries")
                .noneMatch(line -> line.matches("(?i)\\d\\d:\\d\\d:\\d\\d.*|.*(SLF4J|WARN|INFO|restricted).*"));
        assertOneTurnForEachRow(20);

        JarProcess second = start("run", "job.yaml", "--json");
        assertThat(second.exit(PATIENCE)).as(second.err()).isZero();
        JsonNode done = lastLine(second);
        assertThat(done.path("event").asString()).isEqualTo("done");
        assertThat(done.path("rows").path("completed").asInt()).isEqualTo(20);
        assertOneTurnForEachRow(20);
    }

    /** A folder and an environment may belong to another Spring program, whose database knows nothing of this job. */
    @Test
    void anotherProgramsSpringSettingsAreNotHeeded() throws Exception {
        writeJob(2);
        Files.writeString(folder.resolve("application.properties"), """
                spring.datasource.url=jdbc:h2:mem:theirs
                spring.batch.jdbc.table-prefix=THEIRS_
                logging.level.root=DEBUG
                """);

        for (int start = 1; start <= 2; start++) {
            Path classes = folder.resolve("classes.txt");
            Map<String, String> environment = Map.of(
                    "SPRING_DATASOURCE_URL",
                    "jdbc:h2:mem:theirs",
                    "JDK_JAVA_OPTIONS",
                    "-Xlog:class+load:file=" + classes);
            JarProcess run = start(environment, "job.yaml");
            assertThat(run.exit(PATIENCE)).as(run.err()).isZero();
            assertThat(run.err()).doesNotContain("DEBUG");
            assertThat(Files.readAllLines(classes))
                    .as("what only metrics need")
                    .noneMatch(line -> line.matches(
                            ".* (io\\.micrometer\\.(prometheusmetrics|registry)|io\\.prometheus|com\\.google).*"));
        }
        assertOneTurnForEachRow(2);
    }

    @Test
    void aSignalDrainsAndTheShownCommandFinishes() throws Exception {
        writeJob(ROWS);
        JarProcess stopped = start("job.yaml", "--run-id", "r1", "--json");
        awaitCompleted(stopped, 20);

        stopped.signal("INT");
        assertThat(stopped.exit(Duration.ofSeconds(10))).as(stopped.err()).isEqualTo(6);
        JsonNode done = lastLine(stopped);
        assertThat(done.path("exit").asInt()).isEqualTo(6);
        assertThat(done.path("reason").asString()).contains("SIGINT");
        assertThat(done.path("resumable").asBoolean()).isTrue();
        assertThat(done.path("rows").path("pending").asInt()).isPositive();
        String shown = done.path("continue").asString();
        assertThat(stopped.err()).contains("Continue: " + shown);
        assertThat(shown).startsWith("java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -jar ");

        String[] words = shown.replaceFirst("^java .*-jar \\S+ ", "").split(" ");
        JarProcess rest = start(words);
        assertThat(rest.exit(PATIENCE)).as(rest.err()).isZero();
        assertOneTurnForEachRow(ROWS);
    }

    @Test
    void killedProcessIsContinuedWithoutASecondTurn() throws Exception {
        writeJob(ROWS);
        String[] command = {"job.yaml", "--run-id", "r1", "--set", "resend.lookupGrace=1s"};
        JarProcess killed = start(command);
        awaitCompleted(killed, 20);

        killed.signal("KILL");
        assertThat(killed.exit(Duration.ofSeconds(10))).isEqualTo(137);

        JarProcess rest = start(command);
        assertThat(rest.exit(PATIENCE)).as(rest.err()).isZero();
        assertOneTurnForEachRow(ROWS);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void secondSignalLeavesAtOnce(String signal, int code) throws Exception {
        writeJob(4);
        try (Sandbox slow = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(PATIENCE)))) {
            JarProcess first = start("job.yaml", "--set", "api.baseUrl=" + slow.baseUrl(), "--grace", "50s");
            awaitOpenPost(slow, first);

            first.signal(signal);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> first.err().matches("(?s).*, for up to [0-9]+s; a second signal leaves at once.*"));
            await().pollDelay(Signals.Wish.ECHO.multipliedBy(2)).until(first::alive);
            first.signal(signal);
            assertThat(first.exit(Duration.ofSeconds(2))).as(first.err()).isEqualTo(code);
            assertThat(first.err())
                    .endsWith("left at once: tasks that are under way go on at the server, and the same"
                            + " command (without --new) continues\n");
            assertThat(slow.snapshot().surplusTurns()).isZero();
        }
    }

    @Test
    void aJobThatAnotherProcessHoldsIsLeftAlone() throws Exception {
        writeJob(4);
        try (Sandbox slow = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(PATIENCE)))) {
            String[] command = {"job.yaml", "--set", "api.baseUrl=" + slow.baseUrl(), "--json"};
            JarProcess first = start(command);
            awaitOpenPost(slow, first);

            JarProcess second = start(command);

            assertThat(second.exit(PATIENCE)).as(second.err()).isEqualTo(7);
            assertThat(second.err()).contains("another process works on this job");
            try (Stream<Path> left = Files.list(folder.resolve("runs/job"))) {
                assertThat(left).noneMatch(file -> file.toString().endsWith(".trace.db"));
            }
            assertThat(lastLine(second).path("resumable").asBoolean()).isTrue();
            assertThat(lastLine(second).path("run_id").asString(""))
                    .as("whose it is")
                    .isEqualTo(Files.readSymbolicLink(folder.resolve("runs/job/latest"))
                            .toString());
            assertThat(first.alive()).isTrue();
        }
    }

    @Test
    void aSignalBeforeAnythingWasSentIsAStopToo() throws Exception {
        writeJob(1);
        String[] command = {"job.yaml", "--set", "input.file=-", "--set", "input.format=csv", "--set", "input.key=id"};
        JarProcess loading = start(command);
        await().atMost(PATIENCE).until(() -> loading.err().contains("Store ") || !loading.alive());

        // Whoever writes its standard input says nothing, and does not end.
        loading.signal("TERM");
        assertThat(loading.exit(PATIENCE)).as(loading.err()).isEqualTo(6);
        assertThat(loading.err()).contains("nothing was sent", "Continue: java -XX:TieredStopAtLevel=1 ");

        JarProcess again = start(command).feed(rows(30));
        assertThat(again.exit(PATIENCE)).as(again.err()).isZero();
        assertOneTurnForEachRow(30);
    }

    @Test
    void theSandboxServesAJobOfAnotherProcess() throws Exception {
        writeJob(20);
        JarProcess sandbox = start("sandbox", "--port", "0", "--latency", "20ms");
        await().atMost(PATIENCE).until(() -> sandbox.out().contains("\n") || !sandbox.alive());
        String address = sandbox.out().strip().replaceFirst(".* ", "");

        JarProcess run = start("job.yaml", "--run-id", "r1", "--set", "api.baseUrl=" + address);
        assertThat(run.exit(PATIENCE)).as(run.err()).isZero();
        assertThat(Files.readAllLines(results())).hasSize(20);

        sandbox.signal("INT");
        assertThat(sandbox.exit(Duration.ofSeconds(10))).as(sandbox.err()).isZero();
    }

    @Test
    void helpLoadsNothingButTheCommandLine() throws Exception {
        Path classes = folder.resolve("classes.txt");

        JarProcess help = start(Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes), "--help");

        assertThat(help.exit(PATIENCE)).as(help.err()).isZero();
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains(" picocli.CommandLine "))
                .noneMatch(
                        line -> line.matches(
                                ".* (org\\.springframework\\.(?!boot\\.loader\\.)|ch\\.qos|org\\.slf4j|org\\.h2|tools\\.jackson|io\\.micrometer|io\\.prometheus|com\\.google).*"));
    }

    @Test
    void validateAndPlanAnswerWithoutStartingSpring() throws Exception {
        writeJob(20);
        assertThat(start("job.yaml", "--limit", "3").exit(PATIENCE)).isZero();
        for (String verb : List.of("validate", "plan")) {
            Path classes = folder.resolve(verb + ".txt");

            JarProcess process =
                    start(Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes), verb, "job.yaml");

            assertThat(process.exit(PATIENCE)).as(process.err()).isZero();
            assertThat(Files.readAllLines(classes))
                    .anyMatch(line -> line.contains(" com.handinger.batch.input.RowReader "))
                    .noneMatch(
                            line -> line.matches(
                                    ".* org\\.springframework\\.(boot\\.SpringApplication|context\\.support|beans\\.factory\\.support|batch).*"));
        }
    }

    @Test
    void messagesAreUtf8WhateverTheLocale() throws Exception {
        Files.writeString(folder.resolve("rows.csv"), "id,größe\na,1\n");
        writeJobFile();

        JarProcess validate = start(Map.of("LC_ALL", "C"), "validate", "job.yaml", "--json");

        assertThat(validate.exit(PATIENCE)).isEqualTo(2);
        assertThat(validate.err()).contains("the columns are: id, größe");
        assertThat(validate.out()).contains("the columns are: id, größe");
    }

    private JarProcess start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private JarProcess start(Map<String, String> environment, String... arguments) throws IOException {
        JarProcess process = JarProcess.start(folder, environment, Arrays.asList(arguments));
        processes.push(process);
        return process;
    }

    private void writeJob(int rows) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), rows(rows));
        writeJobFile();
    }

    private void writeJobFile() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo-fact-check }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                limits: { concurrency: 8 }
                """);
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(row -> "r" + row + ",claim number " + row + "\n")
                .collect(Collectors.joining("", "id,claim\n", ""));
    }

    private Path results() {
        return folder.resolve("runs/job/r1/results.jsonl");
    }

    private static void awaitOpenPost(Sandbox server, JarProcess process) {
        await().atMost(PATIENCE).until(() -> server.snapshot().openPosts() > 0 || !process.alive());
    }

    private void awaitCompleted(JarProcess process, int rows) {
        await().atMost(PATIENCE)
                .until(() -> !process.alive()
                        || (Files.exists(results())
                                && Files.readAllLines(results()).size() >= rows));
    }

    private static JsonNode lastLine(JarProcess process) throws IOException {
        List<String> lines = process.out().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    /** What the sandbox wrote into its books, which outlive the program. */
    private void assertOneTurnForEachRow(int rows) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("runs/job/store.sandbox/books.jsonl"))) {
            JsonNode turn = JSON.readTree(line).path("turn");
            if (turn.isObject()) {
                inputs.add(turn.path("input").asString());
                tasks.add(turn.path("task").asString());
            }
        }
        assertThat(inputs)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, rows)
                        .mapToObj(row -> "Is this true? claim number " + row)
                        .toList());
        assertThat(tasks).doesNotHaveDuplicates();
    }
}
