package com.handinger.batch.run;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFileReader;
import com.handinger.batch.jobfile.Overrides;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Summary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A job in a folder of its own: what a person has who types the command. */
final class Workshop {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LOOKS = 200;

    /**
     * A thread for each start: a run on the common pool, which has one thread on two processors, would keep it from
     * what the JDK's HTTP client does there.
     */
    static final Executor ASIDE = start -> new Thread(start, "aside").start();

    final Path folder;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private Map<String, String> environment = Map.of();
    private String stdin = "";
    private CostQuestion question = CostQuestion.NOBODY;
    private @Nullable Path metricsFile;

    Workshop(Path folder, FaultServer server) {
        this(folder, server.url().toString());
    }

    Workshop(Path folder, String baseUrl) {
        this.folder = folder;
        keys.put("api.baseUrl", baseUrl);
        keys.put("worker.id", "wrk_1");
        keys.put("input.file", "rows.csv");
        keys.put("input.key", "id");
        keys.put("task.input", "Say {{text}}");
        keys.put("task.budget", "low");
        keys.put("limits.concurrency", "1");
        keys.put("resend.backoff", "1ms..2ms");
        keys.put("resend.lookupGrace", "1s");
    }

    /** How a start ended: an exit code with the words for it. */
    record Ended(ExitCode exit, String said, @Nullable RunReport report) {

        Summary summary() {
            return Objects.requireNonNull(report, said).summary();
        }

        String runId() {
            return summary().runId();
        }

        Path directory() {
            return summary().directory();
        }
    }

    Workshop set(String key, String value) {
        keys.put(key, value);
        return this;
    }

    Workshop unset(String key) {
        keys.remove(key);
        return this;
    }

    Workshop environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    Workshop metrics(Path file) {
        metricsFile = file;
        return this;
    }

    /** Somebody who is asked what a run may cost. */
    Workshop asking(CostQuestion person) {
        question = person;
        return this;
    }

    Workshop stdin(String text) {
        stdin = text;
        return set("input.file", "-").set("input.format", "csv");
    }

    /** Rows as {@code key} (its text is made up) or {@code key=text}. */
    Workshop rows(String rows) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), csv(rows));
        return this;
    }

    static String csv(String rows) {
        StringBuilder csv = new StringBuilder("id,text\n");
        for (String row : rows.split(" ", -1)) {
            String[] sides = row.split("=", 2);
            csv.append(sides[0])
                    .append(',')
                    .append(sides.length > 1 ? sides[1] : "word-" + sides[0])
                    .append('\n');
        }
        return csv.toString();
    }

    static String numbered(int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            rows.append(i == 1 ? "" : " ").append('r').append(i);
        }
        return rows.toString();
    }

    JobFile job() {
        try {
            Path file = folder.resolve("job.yaml");
            Files.writeString(file, "version: 1\nname: job\n");
            List<String> sets = new ArrayList<>();
            keys.forEach((key, value) -> sets.add(key + "=" + value));
            return JobFileReader.read(file, new Overrides(sets, null, false), environment);
        } catch (Exception e) {
            throw new IllegalStateException("the job file of the test is wrong: " + e.getMessage(), e);
        }
    }

    RunRequest request() {
        return new RunRequest(
                job(),
                null,
                RunRequest.Choice.NONE,
                false,
                RowRange.ALL,
                Tolerance.NONE,
                Duration.ofSeconds(5),
                Duration.ZERO,
                "run job.yaml",
                "run job.yaml");
    }

    Ended start() {
        return start(request(), new StopSwitch());
    }

    Ended start(UnaryOperator<Ask> change) {
        return start(change.apply(new Ask(request())).request(), new StopSwitch());
    }

    Ended start(RunRequest request, StopSwitch stop) {
        return start(request, new Reopening.None(), stop);
    }

    /** Says {@code retry} or {@code resolve}. */
    Ended reopen(Reopening reopening) {
        return reopen(reopening, new StopSwitch());
    }

    Ended reopen(Reopening reopening, StopSwitch stop) {
        return start(again(), reopening, stop);
    }

    /** The same with {@code --no-client-ids}. */
    Ended reopenWithoutIds(Reopening reopening) {
        return start(again().withoutIds(), reopening, new StopSwitch());
    }

    /** Copies a store as a process that dies now would leave it; a copy with a write in the middle is none. */
    static void copyAtRest(Path store, Path folder) throws IOException {
        Path file = Path.of(store + ".mv.db");
        byte[] seen = Files.readAllBytes(file);
        for (int look = 0; look < LOOKS; look++) {
            byte[] again = Files.readAllBytes(file);
            if (Arrays.equals(seen, again)) {
                Files.write(folder.resolve("store.mv.db"), again);
                return;
            }
            seen = again;
        }
        throw new IOException(file + " is never at rest");
    }

    private RunRequest again() {
        RunRequest r = request();
        return new RunRequest(
                r.job(),
                null,
                RunRequest.Choice.RESUME,
                false,
                RowRange.REOPENED,
                Tolerance.NONE,
                Duration.ofMillis(300),
                Duration.ZERO,
                "again job.yaml",
                "run job.yaml");
    }

    private Ended start(RunRequest request, Reopening reopening, StopSwitch stop) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        Console console =
                new Console(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), err, false);
        ByteArrayInputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        try {
            RunReport report = new RunService(console, environment, in, false, question, metricsFile)
                    .execute(request, reopening, stop);
            return new Ended(
                    report.exit(),
                    said.toString(StandardCharsets.UTF_8) + report.summary().reason(),
                    report);
        } catch (RunException e) {
            return new Ended(e.exit(), said.toString(StandardCharsets.UTF_8) + e.getMessage(), null);
        }
    }

    /** A request with some of its parts changed. */
    record Ask(RunRequest request) {

        Ask id(String runId) {
            return with(runId, request.choice(), request.abandon(), request.rows(), request.tolerance());
        }

        Ask choice(RunRequest.Choice choice) {
            return with(request.runId(), choice, request.abandon(), request.rows(), request.tolerance());
        }

        Ask abandon() {
            return with(request.runId(), request.choice(), true, request.rows(), request.tolerance());
        }

        Ask rows(long from, long to) {
            RowRange rows = new RowRange(from, to);
            return with(request.runId(), request.choice(), request.abandon(), rows, request.tolerance());
        }

        Ask pilot(int size) {
            RowRange rows = request.rows().pilot(size);
            return with(request.runId(), request.choice(), request.abandon(), rows, request.tolerance());
        }

        Ask withoutIds() {
            return new Ask(request.withoutIds());
        }

        Ask tolerate(String text) {
            Tolerance tolerance = Tolerance.parse(text);
            return with(request.runId(), request.choice(), request.abandon(), request.rows(), tolerance);
        }

        Ask grace(Duration grace) {
            RunRequest r = request;
            return new Ask(new RunRequest(
                    r.job(),
                    r.runId(),
                    r.choice(),
                    r.abandon(),
                    r.rows(),
                    r.tolerance(),
                    grace,
                    r.lockPatience(),
                    r.command(),
                    r.rest()));
        }

        private Ask with(
                @Nullable String id, RunRequest.Choice choice, boolean abandon, RowRange rows, Tolerance tolerance) {
            RunRequest r = request;
            return new Ask(new RunRequest(
                    r.job(), id, choice, abandon, rows, tolerance, r.grace(), r.lockPatience(), r.command(), r.rest()));
        }
    }

    Path store() {
        return folder.resolve("runs/job/store");
    }

    /** The lines of a result file. */
    static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JSON::readTree).toList();
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    /** The keys of a result file, in its order. */
    static List<String> keys(Path file) throws IOException {
        return lines(file).stream().map(line -> line.path("key").asString()).toList();
    }

    /** Looks into the store while nobody runs. */
    <T> T looking(Function<JdbcTemplate, T> look) {
        String url = "jdbc:h2:file:" + store() + ";WRITE_DELAY=0";
        try (Connection connection = DriverManager.getConnection(url, "handinger", "")) {
            return look.apply(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
