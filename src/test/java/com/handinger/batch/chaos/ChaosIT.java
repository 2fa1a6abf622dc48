package com.handinger.batch.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The promise, from outside: the jar is killed with SIGKILL at random instants while a share of the requests goes wrong
 * in every known way, the same command is given again, and in the end the server's own books show one paid turn for each
 * row. A long round: {@code ./mvnw verify -Dit.test=ChaosIT -Dchaos.rows=1000 -Dchaos.kills=100}.
 */
class ChaosIT {

    private static final int ROWS = Integer.getInteger("chaos.rows", 120);
    private static final int KILLS = Integer.getInteger("chaos.kills", 4);
    private static final long SEED = Long.getLong("chaos.seed", 20261122);
    private static final double FAULTS = 0.05;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path folder = Path.of("");

    @Test
    void everyRowIsPaidOnceHoweverOftenTheProcessIsKilled() throws Exception {
        try (FaultServer server = FaultServer.create()
                .latency(id -> Duration.ofMillis(20 + Math.floorMod(id.hashCode(), 400)))
                .credits(input -> 1 + Math.floorMod(input.hashCode(), 5))
                .start()) {
            server.plan(new Misery(FAULTS, SEED));
            job(server);
            SplittableRandom random = new SplittableRandom(SEED);
            int killed = 0;
            int exit = -1;
            while (exit != 0) {
                long after = killed < KILLS ? random.nextLong(1500, 6000) : LIMIT.toMillis();
                exit = start(after);
                killed += exit == 137 ? 1 : 0;
                assertThat(exit).as(said()).isIn(0, 137);
                if (exit == 0 && killed < KILLS) {
                    break;
                }
            }
            server.plan(FaultPlan.NONE);
            judge(server.books(), killed);
        }
    }

    private void judge(Books books, int killed) throws IOException {
        System.out.printf(
                "chaos: %d rows, %d kills, %.0f%% faults: %d tasks, %d turns, %d rows paid twice, %d requests%n",
                ROWS,
                killed,
                FAULTS * 100,
                books.tasks().size(),
                books.turns(),
                books.paidTwice().size(),
                books.requests().size());
        assertThat(books.paidTwice()).as("paid twice").isEmpty();
        assertThat(books.tasks()).as("tasks at the server").hasSize(ROWS);
        List<String> lines = Files.readAllLines(latest().resolve("results.jsonl"));
        assertThat(lines).hasSize(ROWS);
        JsonMapper json = JsonMapper.builder().build();
        for (int i = 0; i < ROWS; i++) {
            JsonNode line = json.readTree(lines.get(i));
            Books.Task task = Objects.requireNonNull(
                    books.task(line.get("task_id").stringValue()), "a task that the server never had");
            assertThat(line.get("row").intValue()).isEqualTo(i + 1);
            assertThat(task.turns().get(0).input()).isEqualTo("Is claim " + (i + 1) + " true?");
            assertThat(line.get("credits").longValue()).isEqualTo(task.credits());
        }
        JsonNode summary = json.readTree(Files.readString(latest().resolve("summary.json")));
        assertThat(summary.get("credits").get("spent").longValue()).isEqualTo(books.credits());
    }

    private Path latest() {
        return folder.resolve("runs").resolve("chaos").resolve("latest");
    }

    private void job(FaultServer server) throws IOException {
        Files.writeString(
                folder.resolve("claims.csv"),
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(i -> "r" + i + ",claim " + i)
                        .collect(Collectors.joining("\n", "id,claim\n", "\n")));
        Files.writeString(folder.resolve("chaos.yaml"), """
                version: 1
                api: { baseUrl: "%s", timeout: 3s }
                worker: { id: wrk_demo-plain }
                input: { file: claims.csv, key: id }
                task: { input: "Is {{claim}} true?" }
                limits: { concurrency: 16 }
                resend: { attempts: 20, backoff: 100ms..1s, lookupGrace: 1s }
                """.formatted(server.url()));
    }

    /** Starts the jar and kills it after a while; 137 when it was killed. */
    private int start(long killAfterMillis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("handinger.jar"),
                        "chaos.yaml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        try {
            if (process.waitFor(killAfterMillis, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            assertThat(Duration.ofMillis(killAfterMillis)).as("hung: " + said()).isLessThan(LIMIT);
        } finally {
            process.destroyForcibly().waitFor();
        }
        return 137;
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }
}
