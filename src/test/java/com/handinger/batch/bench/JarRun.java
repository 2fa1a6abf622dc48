package com.handinger.batch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One start of the packaged jar, watched from outside.
 *
 * @param exit exit code of the process
 * @param wall from its start to its end
 * @param cpu time on a processor, up to a tenth of a second before its end
 * @param peakRssBytes most memory it ever had resident, as the kernel counts it; 0 where that is not to be had
 * @param text what it said
 */
record JarRun(int exit, Duration wall, Duration cpu, long peakRssBytes, String text) {

    private static final long KIB = 1024;
    private static final Duration LIMIT = Duration.ofMinutes(15);

    static JarRun start(Path folder, List<String> jvm, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-jar");
        command.add(System.getProperty("handinger.jar"));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said.txt");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        long peak = 0;
        Duration cpu = Duration.ZERO;
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakRss(process.pid()));
                cpu = process.info().totalCpuDuration().orElse(cpu);
                if (System.nanoTime() - began > LIMIT.toNanos()) {
                    throw new IllegalStateException("the run did not end within " + LIMIT);
                }
            }
        } finally {
            process.destroyForcibly();
        }
        return new JarRun(
                process.exitValue(), Duration.ofNanos(System.nanoTime() - began), cpu, peak, Files.readString(said));
    }

    private static long peakRss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The summary of the newest run of a job below the folder. */
    static JsonNode summary(Path folder, String job) throws IOException {
        Path file = folder.resolve("runs").resolve(job).resolve("latest").resolve("summary.json");
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }
}
