package com.handinger.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners that leave, die, or run out of disk, seen from other processes. */
class LeavingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final Deque<JarProcess> processes = new ArrayDeque<>();
    private final Sandbox sandbox;

    LeavingIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ofMillis(200))));
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(JarProcess::close);
        sandbox.close();
    }

    @Test
    void stopNamesTheOwnerAndADeadOneNeverBlocks() throws Exception {
        writeJob(300, 4);
        JarProcess owner = run("--run-id", "r1");
        awaitTasks(owner, 10);

        JarProcess second = run("--run-id", "r1");
        assertThat(second.exit(PATIENCE)).as(second.err()).isEqualTo(7);
        assertThat(second.err()).contains("process ", ", run r1, since 20", "--retry-lock");

        JarProcess stop = start("stop", "job.yaml", "--json");
        assertThat(stop.exit(PATIENCE)).as(stop.err()).isZero();
        assertThat(stop.out())
                .contains("\"event\":\"done\",\"run_id\":\"r1\"", "\"resumable\":true", "\"continue\":\"java ")
                .doesNotContain("\"completed\":0,");
        assertThat(owner.alive()).isFalse();
        assertThat(stop.err())
                .contains("Asked process ", "has left after ", "Continue: java ")
                .contains(" run " + folder.resolve("job.yaml") + " --run-id r1");
        assertThat(owner.exit(PATIENCE)).as(owner.err()).isEqualTo(6);

        int before = sandbox.snapshot().tasks().size();
        JarProcess killed = run("--run-id", "r1");
        awaitTasks(killed, before + 10);
        killed.signal("KILL");
        assertThat(killed.exit(PATIENCE)).isEqualTo(137);
        assertThat(folder.resolve("runs/job/store.status.json")).exists();

        JarProcess none = start("stop", "job.yaml");
        assertThat(none.exit(PATIENCE)).as(none.err()).isZero();
        assertThat(none.err()).contains("nothing runs for this job");
        JarProcess rest = run("--run-id", "r1", "--set", "limits.concurrency=32");
        assertThat(rest.exit(PATIENCE)).as(rest.err()).isZero();
        assertThat(sandbox.snapshot().tasks()).hasSize(300);
        assertThat(sandbox.snapshot().surplusTurns()).isZero();
    }

    @Test
    void whoWaitsForTheOwnerGoesOnWhenItHasLeft() throws Exception {
        writeJob(300, 4);
        JarProcess owner = run("--run-id", "r1");
        awaitTasks(owner, 10);

        JarProcess impatient = run("--run-id", "r1", "--retry-lock", "500ms");
        assertThat(impatient.exit(PATIENCE)).as(impatient.err()).isEqualTo(7);
        assertThat(owner.alive()).isTrue();
        JarProcess patient = run("--run-id", "r1", "--retry-lock", "80s", "--set", "limits.concurrency=64");
        await().atMost(PATIENCE).until(() -> patient.err().contains("Waiting up to") || !patient.alive());
        assertThat(patient.alive()).as(patient.err()).isTrue();
        owner.signal("TERM");

        assertThat(owner.exit(PATIENCE)).as(owner.err()).isEqualTo(6);
        assertThat(patient.exit(PATIENCE)).as(patient.err()).isZero();
        assertThat(sandbox.snapshot().tasks()).hasSize(300);
        assertThat(sandbox.snapshot().surplusTurns()).isZero();
    }

    /** Before anything was sent it is a fault of the place; at the end everything is in the ledger. */
    @Test
    void aResultsFolderThatMayNotBeWrittenLosesNothing() throws Exception {
        writeJob(60, 4);
        Path jar = JarProcess.copy(folder);
        Path results = Files.createDirectory(folder.resolve("results"));
        String[] there = {"run", "job.yaml", "--run-id", "r1", "--set", "output.directory=results"};

        permit(results, "r-xr-xr-x");
        JarProcess refused = bound(jar, there);
        assertThat(refused.exit(PATIENCE)).as(refused.err()).isEqualTo(2);
        assertThat(refused.err())
                .contains(results + "/run.json cannot be written: access denied", "Nothing was sent.")
                .doesNotContain("Exception");
        assertThat(sandbox.snapshot().tasks()).isEmpty();

        permit(results, "rwxrwxrwx");
        JarProcess shut = bound(jar, there);
        awaitTasks(shut, 10);
        permit(results, "r-xr-xr-x");
        assertThat(shut.exit(PATIENCE)).as(shut.err()).isEqualTo(6);
        assertThat(shut.err())
                .contains("cannot be written: access denied", "the ledger has every row", "Continue: java ")
                .doesNotContain("Exception");

        permit(results, "rwxrwxrwx");
        JarProcess again = bound(jar, there);
        assertThat(again.exit(PATIENCE)).as(again.err()).isZero();
        assertThat(Files.readAllLines(results.resolve("results.jsonl"))).hasSize(60);
        assertThat(sandbox.snapshot().tasks()).hasSize(60);
        assertThat(sandbox.snapshot().surplusTurns()).isZero();
    }

    private static void permit(Path place, String permissions) throws IOException {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
    }

    private JarProcess bound(Path jar, String... arguments) throws IOException {
        JarProcess process = JarProcess.bound(folder, jar, List.of(arguments));
        processes.push(process);
        return process;
    }

    @Test
    void aFullDiskBeforeAnythingBeganIsAMatterOfThePlace() throws Exception {
        writeJob(20, 4);
        JarProcess cramped = cramped(20);
        assertThat(cramped.exit(PATIENCE)).as(cramped.err()).isEqualTo(2);
        assertThat(cramped.err())
                .contains("store.mv.db cannot be ", "File too large", "Nothing was ")
                .doesNotContain("\tat ");

        JarProcess again = run("--run-id", "r1");
        assertThat(again.exit(PATIENCE)).as(again.err()).isZero();
        assertThat(sandbox.snapshot().tasks()).hasSize(20);
    }

    @Test
    void aDiskThatFillsUpEndsTheStartAndLosesNothing() throws Exception {
        writeJob(1000, 16);
        JarProcess cramped = cramped(700);
        assertThat(cramped.exit(PATIENCE)).as(cramped.err()).isEqualTo(6);
        assertThat(cramped.err())
                .contains("store.mv.db cannot be read or written: File too large", "Nothing is lost", "Continue: java ")
                .doesNotContain("\tat ");

        JarProcess again = run("--run-id", "r1", "--set", "limits.concurrency=64");
        assertThat(again.exit(PATIENCE)).as(again.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("runs/job/r1/results.jsonl")))
                .hasSize(1000);
        assertThat(sandbox.snapshot().tasks()).hasSize(1000);
        assertThat(sandbox.snapshot().surplusTurns()).isZero();
    }

    private void awaitTasks(JarProcess process, int tasks) {
        await().atMost(PATIENCE).until(() -> sandbox.snapshot().tasks().size() >= tasks || !process.alive());
    }

    private JarProcess run(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "job.yaml"));
        arguments.addAll(Arrays.asList(options));
        return start(arguments.toArray(new String[0]));
    }

    private JarProcess cramped(int blocks) throws IOException {
        JarProcess process = JarProcess.cramped(folder, blocks, List.of("run", "job.yaml", "--run-id", "r1"));
        processes.push(process);
        return process;
    }

    private JarProcess start(String... arguments) throws IOException {
        JarProcess process = JarProcess.start(folder, Map.of(), Arrays.asList(arguments));
        processes.push(process);
        return process;
    }

    private void writeJob(int rows, int concurrency) throws IOException {
        Files.writeString(
                folder.resolve("rows.csv"),
                IntStream.rangeClosed(1, rows)
                        .mapToObj(row -> "r" + row + ",claim number " + row + "\n")
                        .collect(Collectors.joining("", "id,claim\n", "")));
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: wrk_demo-fact-check }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                limits: { concurrency: %d }
                resend: { lookupGrace: 2s }
                """.formatted(sandbox.baseUrl(), concurrency));
    }
}
