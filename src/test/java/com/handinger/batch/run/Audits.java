package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.AuditText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Audits of a workshop's job, and tasks that somebody else buys. */
final class Audits {

    private final Workshop workshop;

    Audits(Workshop workshop) {
        this.workshop = workshop;
    }

    /** A job whose reads go side by side. */
    static Workshop workshop(Path folder, FaultServer server) {
        return new Workshop(folder, server).set("limits.concurrency", "8");
    }

    /** How an audit ended. */
    record Audited(int exit, String said, @Nullable AuditReport report) {

        private Path directory() {
            return Objects.requireNonNull(report, said).directory();
        }

        List<JsonNode> findings() throws IOException {
            return Workshop.lines(directory().resolve("verify.jsonl"));
        }

        List<String> kinds() throws IOException {
            return findings().stream()
                    .map(line -> line.path("key").asString() + " "
                            + line.path("kind").asString())
                    .toList();
        }

        JsonNode summary() throws IOException {
            return Workshop.json(directory().resolve("summary.json"));
        }
    }

    Audited verify() {
        return verify(new StopSwitch());
    }

    Audited verify(StopSwitch stop) {
        return verify(stop, null, null);
    }

    Audited verify(String runId) {
        return verify(
                new VerifyRequest(workshop.job(), runId, null, null, Duration.ZERO, "verify job.yaml"),
                new StopSwitch());
    }

    Audited verify(StopSwitch stop, @Nullable Integer sample, @Nullable Long seed) {
        return verify(new VerifyRequest(workshop.job(), null, sample, seed, Duration.ZERO, "verify job.yaml"), stop);
    }

    private static Audited verify(VerifyRequest request, StopSwitch stop) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        try {
            AuditReport report =
                    new VerifyService(new Console(err, err, false), Map.of(), false).execute(request, stop);
            return new Audited(report.exit(), said.toString(StandardCharsets.UTF_8) + AuditText.of(report), report);
        } catch (RunException e) {
            return new Audited(e.exit().code(), said.toString(StandardCharsets.UTF_8) + e.getMessage(), null);
        }
    }

    String taskOf(String key) {
        return workshop.looking(jdbc -> taskOf(jdbc, key));
    }

    String taskOf(JdbcTemplate jdbc, String key) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select w.task_id from ledger_row r join ledger_work w on w.row_id = r.row_id where r.row_key = ?",
                String.class,
                key));
    }

    /** The tasks that were read since so many requests. */
    List<String> read(FaultServer server, int since) {
        return server
                .books()
                .requests()
                .subList(since, server.books().requests().size())
                .stream()
                .map(seen -> Objects.requireNonNull(seen.taskId()))
                .sorted()
                .toList();
    }

    /** Somebody pays for a turn of a task behind the ledger's back. */
    void buy(FaultServer server, String taskId, String input) throws IOException, InterruptedException {
        String body =
                "{\"workerId\":\"wrk_1\",\"taskId\":\"" + taskId + "\",\"input\":\"" + input + "\",\"budget\":\"low\"}";
        URI tasks = server.url().resolve("/api/tasks");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(tasks)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
