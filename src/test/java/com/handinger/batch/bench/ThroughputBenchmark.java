package com.handinger.batch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How close the pipe is to full, and what a large input costs. Run with {@code ./mvnw -Pbenchmark verify}; the figures
 * are printed, and only wrong results fail.
 */
class ThroughputBenchmark {

    private static final List<String> SMALL_HEAP = List.of("-Xmx256m");

    /** The work is waiting, not computing: a light compiler and collector leave more of a small machine to it. */
    private static final List<String> LIGHT = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    Path folder = Path.of("");

    /** 4,000 rows, 128 in flight, lognormal latency of median 200 ms, sigma 1, cap 10 s, against perfect FIFO. */
    @ParameterizedTest
    @MethodSource("flags")
    void fullPipe(List<String> flags) throws Exception {
        int rows = 4000;
        int slots = 128;
        Latency latency = Latency.lognormal(Duration.ofMillis(200), 1, Duration.ofSeconds(10));
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(latency))) {
            job("pipe", sandbox.baseUrl().toString(), rows, slots);
            JarRun run = JarRun.start(folder, flags, "run", "pipe.yaml");
            assertThat(run.exit()).as(run.text()).isZero();
            assertThat(sandbox.snapshot().surplusTurns()).isZero();
            JsonNode timings = JarRun.summary(folder, "pipe").get("timings");
            double made = seconds(timings.get("first_send_at"), timings.get("last_answer_at"));
            double ideal = perfectFifo(durations("pipe"), slots) / 1000.0;
            print(
                    "full pipe, %s: %d rows, %d in flight: %.1f s from first send to last answer, perfect FIFO %.1f s,"
                            + " ratio %.3f; peak %d in flight; %.0f MB resident; whole process %.1f s",
                    String.join(" ", flags),
                    rows,
                    slots,
                    made,
                    ideal,
                    made / ideal,
                    sandbox.snapshot().peakOpenPosts(),
                    run.peakRssBytes() / 1e6,
                    run.wall().toMillis() / 1e3);
        }
    }

    static List<List<String>> flags() {
        return List.of(SMALL_HEAP, LIGHT);
    }

    /** 200,000 rows from reading the input to the last line of the result files, in a heap of 256 MB. */
    @Test
    void largeInput() throws Exception {
        int rows = 200_000;
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO)))) {
            job("large", sandbox.baseUrl().toString(), rows, 64);
            JarRun run = JarRun.start(folder, SMALL_HEAP, "run", "large.yaml");
            assertThat(run.exit()).as(run.text()).isZero();
            assertThat(sandbox.snapshot().tasks()).hasSize(rows);
            print(
                    "large input: %s",
                    run.text()
                            .lines()
                            .filter(line -> line.startsWith("Loaded"))
                            .findFirst()
                            .orElse("?"));
            print(
                    "large input: %d rows in %.1f s, %.0f rows/s, %.0f MB resident",
                    rows, run.wall().toMillis() / 1e3, rows / (run.wall().toMillis() / 1e3), run.peakRssBytes() / 1e6);
        }
    }

    private void job(String name, String baseUrl, int rows, int slots) throws IOException {
        try (Writer csv = Files.newBufferedWriter(folder.resolve(name + ".csv"))) {
            csv.write("id,claim\n");
            for (int i = 1; i <= rows; i++) {
                csv.write("r" + i + ",\"Claim " + i + ": water boils at " + i % 120
                        + " degrees, \"\"more or less\"\"\"\n");
            }
        }
        Files.writeString(folder.resolve(name + ".yaml"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: wrk_demo-plain }
                input: { file: %s.csv, key: id }
                task: { input: "Is this claim true? {{claim}}" }
                limits: { concurrency: %d }
                """.formatted(baseUrl, name, slots));
    }

    private List<Long> durations(String job) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<Long> durations = new ArrayList<>();
        Path file = folder.resolve("runs").resolve(job).resolve("latest").resolve("results.jsonl");
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                durations.add(json.readTree(line).get("duration_ms").longValue());
            }
        }
        return durations;
    }

    /** When the last task ends, if each free slot takes the next row at once and nothing else costs time. */
    private static long perfectFifo(List<Long> durations, int slots) {
        PriorityQueue<Long> free = new PriorityQueue<>();
        for (int i = 0; i < slots; i++) {
            free.add(0L);
        }
        long end = 0;
        for (long duration : durations) {
            long done = free.remove() + duration;
            free.add(done);
            end = Math.max(end, done);
        }
        return end;
    }

    private static double seconds(JsonNode from, JsonNode to) {
        return Duration.between(Instant.parse(from.stringValue()), Instant.parse(to.stringValue()))
                        .toMillis()
                / 1e3;
    }

    private static void print(String format, Object... values) {
        System.out.println("benchmark: " + String.format(Locale.ROOT, format, values));
    }
}
