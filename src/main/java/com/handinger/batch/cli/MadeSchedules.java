package com.handinger.batch.cli;

import com.handinger.batch.input.InputException;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.RowReader;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schedules that a run made, by its {@code results.jsonl} or {@code results.csv}.
 *
 * @param byWorker ids in the order of the file
 */
record MadeSchedules(Map<String, Set<String>> byWorker) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LARGEST_ROW = 1L << 30;

    /** Columns of ours make way for those of the input in CSV, never in JSON Lines. */
    private static final String OURS = "_";

    /** @throws RunException exit 2 when it cannot be read, or names none */
    static MadeSchedules of(Path file) throws RunException {
        boolean lines = file.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".jsonl");
        JobFile.Input input = new JobFile.Input(
                file,
                lines ? JobFile.Input.Format.JSONL : JobFile.Input.Format.CSV,
                false,
                null,
                LARGEST_ROW,
                new JobFile.Input.Csv(null, '"', StandardCharsets.UTF_8, true, List.of()));
        Map<String, Set<String>> byWorker = new LinkedHashMap<>();
        try (RowReader reader =
                RowReader.open(input, file, TaskTemplate.compile(new JobFile.Task("{{.}}", "low")), false)) {
            for (InputRecord row = reader.next(); row != null; row = reader.next()) {
                String columns = row.columns();
                if (columns == null) {
                    throw unreadable(file, "line " + row.line() + " is no row of it");
                }
                take(JSON.readTree(columns), !lines, byWorker);
            }
        } catch (InputException | TemplateException | IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
        if (byWorker.isEmpty()) {
            throw unreadable(
                    file,
                    "no row of it has a schedule_id and a worker_id; it has to be the results.jsonl or"
                            + " results.csv of a job with task.when");
        }
        return new MadeSchedules(byWorker);
    }

    private static void take(JsonNode row, boolean renamed, Map<String, Set<String>> byWorker) {
        String id = text(row, "schedule_id", renamed);
        String worker = text(row, "worker_id", renamed);
        if (!id.isEmpty() && !worker.isEmpty()) {
            byWorker.computeIfAbsent(worker, first -> new LinkedHashSet<>()).add(id);
        }
    }

    private static String text(JsonNode row, String name, boolean renamed) {
        String found = name;
        if (renamed) {
            // Ours stand behind those of the input, whatever that calls its own.
            for (String column : row.propertyNames()) {
                found = column.replaceFirst("^" + OURS + "+", "").equals(name) ? column : found;
            }
        }
        return row.path(found).asString("");
    }

    private static RunException unreadable(Path file, String why) {
        return new RunException(ExitCode.USAGE, file + ": " + why + ". Nothing was cancelled.");
    }

    /** How many there are. */
    int count() {
        return byWorker.values().stream().mapToInt(Set::size).sum();
    }

    /** That the run may have made more of them than the file has; null when it has ended. */
    static @Nullable String remark(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.exists(folder.resolve("run.json"))) {
            return null;
        }
        Path summary = folder.resolve("summary.json");
        try {
            if (Files.exists(summary)
                    && !JSON.readTree(Files.readString(summary))
                            .path("resumable")
                            .asBoolean(true)) {
                return null;
            }
        } catch (IOException | JacksonException e) {
            // What cannot be read tells nothing of an end.
        }
        return "The run of this file has not ended: schedules that it made last may be missing here, and would go on"
                + " buying. Say the command of the run once more first, so that it writes them all; then cancel.";
    }

    /**
     * Refuses a server that is not the one of the run that lies beside the file: there they would all look gone.
     *
     * @throws RunException exit 2
     */
    static void checkServer(Path file, JobFile.Api api) throws RunException {
        Path run = file.toAbsolutePath().resolveSibling("run.json");
        String made;
        try {
            made = Files.exists(run)
                    ? JSON.readTree(Files.readString(run)).path("base_url").asString("")
                    : "";
        } catch (IOException | JacksonException e) {
            throw unreadable(run, String.valueOf(e.getMessage()));
        }
        if (!made.isEmpty() && !made.equals(api.identity())) {
            throw unreadable(
                    run,
                    "these schedules were made on " + made + ", and this is about " + api.identity()
                            + (made.equals("sandbox")
                                    ? "; the sandbox inside a job ends with its start, and cancels nothing"
                                    : "; say --base-url " + made));
        }
    }
}
