package com.handinger.batch.jobfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The behaviour tables under {@code src/test/resources/jobfile}. */
final class JobFileTable {

    /** Four lines that are a whole job; what a case adds begins on line 5. */
    static final String MINIMAL = """
            version: 1
            worker: { id: wrk_vk81XUHKHG-qr4 }
            input: { file: rows.csv }
            task: { input: "Is this true? {{claim}}" }
            """;

    private JobFileTable() {}

    /**
     * One case.
     *
     * @param fileName name of the job file
     * @param yaml its text
     * @param set {@code --set} values
     * @param expected one entry per problem, or per part of the job file; its fragments are separated by {@code …}
     * @param hidden what no message may hold
     */
    record Case(
            String id,
            String reason,
            String fileName,
            String yaml,
            List<String> set,
            Map<String, String> environment,
            boolean sandbox,
            @Nullable Path runsDirectory,
            List<String> expected,
            List<String> hidden) {

        Overrides overrides() {
            return new Overrides(set, runsDirectory, sandbox);
        }

        @Override
        public String toString() {
            return id + ": " + reason;
        }
    }

    static Stream<Case> read(String name) {
        try (InputStream in = Objects.requireNonNull(JobFileTable.class.getResourceAsStream("/jobfile/" + name))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root).stream().map(entry -> toCase((Map<?, ?>) entry));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Case toCase(Map<?, ?> entry) {
        String plus = text(entry, "plus", "");
        String runs = text(entry, "runsDir", "");
        return new Case(
                text(entry, "id", ""),
                text(entry, "reason", ""),
                text(entry, "file", "job.yaml"),
                text(entry, "job", MINIMAL + plus),
                texts(entry.get("set")),
                environment(entry.get("env")),
                Boolean.TRUE.equals(entry.get("sandbox")),
                runs.isEmpty() ? null : Path.of(runs),
                texts(entry.get("expect")),
                texts(entry.get("hidden")));
    }

    private static String text(Map<?, ?> entry, String key, String otherwise) {
        Object value = entry.get(key);
        return value == null ? otherwise : value.toString();
    }

    private static List<String> texts(@Nullable Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static Map<String, String> environment(@Nullable Object map) {
        Map<String, String> environment = new java.util.HashMap<>();
        if (map instanceof Map<?, ?> values) {
            values.forEach((name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
        }
        return environment;
    }
}
