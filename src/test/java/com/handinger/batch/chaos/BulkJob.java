package com.handinger.batch.chaos;

import com.handinger.batch.cli.Cli;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A job in a folder of its own, started as the packaged jar, or inside this process where nobody has to die. */
final class BulkJob {

    static final int KILLED = 137;

    /** The files that are a function of the ledger, and nothing else. */
    private static final List<String> FILES =
            List.of("results.jsonl", "results.csv", "failed.jsonl", "unusable.jsonl", "rejected.jsonl");

    private static final JsonMapper JSON = new JsonMapper();

    private static final Path JAR = Path.of(System.getProperty("handinger.jar", "target/handinger-batch.jar"))
            .toAbsolutePath();

    private final Path folder;

    /** @param yaml the job file; its name is {@code chaos} and its input {@code claims.csv} */
    BulkJob(Path folder, String yaml, String csv) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("chaos.yaml"), yaml);
            Files.writeString(folder.resolve("claims.csv"), csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the jar with these options of the JVM. */
    Process jar(String... jvm) throws IOException {
        return jar(List.of(), jvm);
    }

    /** The same with options of {@code run}. */
    Process jar(List<String> options, String... jvm) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(jvm));
        command.addAll(List.of("-jar", JAR.toString(), "chaos.yaml"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HANDINGER_") || name.startsWith("JAVA_TOOL"));
        return builder.start();
    }

    /** The exit code of a start of the jar that ends by itself, at the latest after the limit. */
    int exit(Process process, long limitMillis) throws IOException, InterruptedException {
        try {
            if (process.waitFor(limitMillis, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("still running after " + limitMillis + " ms; it said:\n" + said());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The exit code of a start inside this process. */
    int here(String... arguments) throws IOException {
        return call("run", arguments);
    }

    /** The exit code of an audit: 0 when ledger and server agree. */
    int verify() throws IOException {
        return call("verify");
    }

    private int call(String verb, String... arguments) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        List<String> words =
                new ArrayList<>(List.of(verb, folder.resolve("chaos.yaml").toString()));
        words.addAll(List.of(arguments));
        int exit = new Cli(new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), err, err)).run(words);
        Files.write(folder.resolve("said.txt"), said.toByteArray());
        return exit;
    }

    /** Everything that the last start said. */
    String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    /** The result files, byte for byte, one character each. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : FILES) {
            files.put(name, Files.readString(latest().resolve(name), StandardCharsets.ISO_8859_1));
        }
        return files;
    }

    /** The lines of {@code results.jsonl}. */
    List<JsonNode> results() throws IOException {
        return Files.readAllLines(latest().resolve("results.jsonl")).stream()
                .map(JSON::readTree)
                .toList();
    }

    /** {@code summary.json} or {@code run.json}. */
    JsonNode json(String name) throws IOException {
        return JSON.readTree(Files.readString(latest().resolve(name)));
    }

    private Path latest() {
        return folder.resolve("runs").resolve("chaos").resolve("latest");
    }
}
