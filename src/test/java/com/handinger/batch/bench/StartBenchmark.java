package com.handinger.batch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start takes with the flags and the class archive of {@code docs/operations.md} and without. Run with
 * {@code ./mvnw -Pbenchmark verify -Dit.test=StartBenchmark}; the figures are printed, and only wrong results fail.
 */
class StartBenchmark {

    private static final int TIMES = 9;
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    Path folder = Path.of("");

    /** Medians of nine, taken in turn, so that a busier minute of the machine meets all alike. */
    @Test
    void aFasterStart() throws Exception {
        writeJob();
        Path archive = folder.resolve("handinger-batch.jsa");
        start(List.of("-Xlog:cds=off", "-XX:ArchiveClassesAtExit=" + archive), "run", "job.yaml", "--quiet");
        assertThat(archive).exists();

        List<String> archived = List.of("-XX:SharedArchiveFile=" + archive);
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("as it is", List.of());
        kinds.put("flags", FLAGS);
        kinds.put("archive", archived);
        kinds.put(
                "archive and flags",
                Stream.concat(archived.stream(), FLAGS.stream()).toList());
        Map<String, List<Duration>> help = new LinkedHashMap<>();
        Map<String, List<Duration>> nothing = new LinkedHashMap<>();
        Map<String, List<Duration>> rows = new LinkedHashMap<>();
        for (int time = 0; time < TIMES; time++) {
            for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
                take(help, kind.getKey(), start(kind.getValue(), "--help"));
                take(nothing, kind.getKey(), start(kind.getValue(), "run", "job.yaml", "--quiet"));
                take(rows, kind.getKey(), start(kind.getValue(), "run", "job.yaml", "--quiet", "--new"));
            }
        }
        for (String kind : kinds.keySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "benchmark: start, %s: --help %.2f s, run with nothing to do %.2f s, run of two rows on the"
                            + " sandbox inside %.2f s%n",
                    kind,
                    median(help, kind),
                    median(nothing, kind),
                    median(rows, kind));
        }
    }

    private void writeJob() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,water is wet\nb,fire is cold\n");
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo-fact-check }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                """);
    }

    private Duration start(List<String> flags, String... arguments) throws Exception {
        JarRun run = JarRun.start(folder, flags, arguments);
        assertThat(run.exit()).as(run.text()).isZero();
        return run.wall();
    }

    private static void take(Map<String, List<Duration>> figures, String kind, Duration one) {
        figures.computeIfAbsent(kind, any -> new ArrayList<>()).add(one);
    }

    private static double median(Map<String, List<Duration>> figures, String kind) {
        return figures.getOrDefault(kind, List.of()).stream()
                        .sorted()
                        .skip(TIMES / 2)
                        .findFirst()
                        .orElseThrow()
                        .toMillis()
                / 1e3;
    }
}
