package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jobs that come with the program. */
class SampleJobsTest {

    @TempDir
    private Path folder = Path.of("");

    static Stream<Path> jobs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void areFine(Path job) {
        Call call = Call.of("validate", job.toString());
        assertThat(call.exit()).as(call.err()).isZero();
    }

    @Test
    void aWorkerIsMadeAndItsAnswersFit() throws IOException {
        String job = Path.of("jobs", "route-tickets.yaml").toString();
        Call plan = Call.of("plan", job, "--runs-dir", folder.toString());
        assertThat(plan.out()).contains("for the worker that the first start makes from worker.template");
        Call validate = Call.of("validate", job);
        assertThat(validate.err()).contains("worker.template: the first start makes a worker from it");

        Call run = Call.of("run", job, "--runs-dir", folder.toString(), "--limit", "6", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err())
                .containsPattern("Made worker wrk_\\S+ from worker.template: Ticket router \\[handinger-batch");
        assertThat(run.out().lines().findFirst().orElseThrow()).containsPattern("\"worker\":\"wrk_[^\"]+\"");
        List<String> results = Files.readAllLines(folder.resolve("route-tickets/latest/results.jsonl"));
        assertThat(results).hasSize(6).allSatisfy(line -> {
            JsonNode output = JsonMapper.shared().readTree(line).path("structured_output");
            assertThat(output.path("urgency").asString()).isIn("low", "normal", "high", "critical");
        });
    }

    @Test
    void schedulesOfTheSandboxInsideAJobEndWithIt() throws IOException {
        String job = Path.of("jobs", "product-news.yaml").toString();
        Call inside = Call.of("run", job, "--runs-dir", folder.toString(), "--limit", "2");
        assertThat(inside.exit()).as(inside.err()).isZero();
        assertThat(inside.err()).contains("2 schedules were made in the sandbox of this start");
        String file = folder.resolve("product-news/latest/results.jsonl").toString();
        Call elsewhere = Call.of("schedule", "cancel", "--from", file, "--yes");
        assertThat(elsewhere.exit()).isEqualTo(2);
        assertThat(elsewhere.err()).contains("these schedules were made on sandbox");
    }

    @Test
    void schedulesAreMadeAndCancelledByTheirFile() throws IOException {
        String job = Path.of("jobs", "product-news.yaml").toString();
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            String url = sandbox.baseUrl().toString();
            Call run = Call.of(
                    "run",
                    job,
                    "--runs-dir",
                    folder.toString(),
                    "--set",
                    "api.baseUrl=" + url,
                    "--set",
                    "output.directory=" + folder.resolve("out"));
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.err())
                    .contains("25 schedules were made so far. To cancel them all:\n", " schedule cancel --from ")
                    .contains("out/results.jsonl --base-url " + url);
            String csv = folder.resolve("out/results.csv").toString();
            String[] cancel = {"schedule", "cancel", "--from", csv, "--base-url", url};
            Call unasked = Call.of(cancel);
            assertThat(unasked.exit()).isEqualTo(8);
            assertThat(unasked.err()).contains("Cancels 25 schedules of").doesNotContain("has not ended");
            Files.move(folder.resolve("out/summary.json"), folder.resolve("kept.json"));
            assertThat(Call.of(cancel).err())
                    .as("as after a kill")
                    .contains("The run of this file has not ended", "once more first");
            Files.move(folder.resolve("kept.json"), folder.resolve("out/summary.json"));
            String first =
                    Files.readAllLines(folder.resolve("out/results.jsonl")).get(0);
            String id = JsonMapper.shared().readTree(first).path("schedule_id").asString();
            assertThat(Call.of("schedule", "cancel", "wrk_demo-categorise", id, "--base-url", url, "--yes")
                            .exit())
                    .isZero();

            List<String> agreed = new ArrayList<>(List.of(cancel));
            agreed.add("--yes");
            Call swept = Call.of(agreed.toArray(String[]::new));
            assertThat(swept.exit()).as(swept.err()).isZero();
            assertThat(swept.out()).contains("Cancelled 24 schedules; 1 was gone already.");
        }
    }

    @Test
    void anOwnSandboxNeedsALeaveForDeliveries() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            Call run = Call.of(
                    "run",
                    Path.of("jobs", "describe.yaml").toString(),
                    "--runs-dir",
                    folder.toString(),
                    "--set",
                    "api.baseUrl=" + sandbox.baseUrl());
            assertThat(run.exit()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).contains("--set webhookUrls=loopback", "Nothing was sent");
        }
    }

    @Test
    void turnsAreAddedToTasksThatAreThere() throws IOException {
        String job = Path.of("jobs", "follow-ups.yaml").toString();
        Call run = Call.of("run", job, "--runs-dir", folder.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        List<String> results = Files.readAllLines(folder.resolve("follow-ups/latest/results.jsonl"));
        assertThat(results).hasSize(12).allSatisfy(line -> {
            JsonNode result = JsonMapper.shared().readTree(line);
            assertThat(result.path("task_id").asString()).startsWith("tsk_demo-triage.T-10");
            assertThat(result.path("turns").asInt()).isOne();
        });
        // The sandbox reads its books again, and the tasks with them.
        Call verify = Call.of("verify", job, "--runs-dir", folder.toString());
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
    }

    @Test
    void filesGoWithTheRowsAndComeBack() throws IOException {
        String job = Path.of("jobs", "read-reports.yaml").toString();
        assertThat(Call.of("plan", job, "--runs-dir", folder.toString()).out()).contains("15 go with the rows");
        Call run = Call.of("run", job, "--runs-dir", folder.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        Path latest = folder.resolve("read-reports/latest");
        assertThat(Files.readAllLines(latest.resolve("results.jsonl"))).hasSize(8);
        for (int incident = 7; incident <= 14; incident++) {
            assertThat(latest.resolve("files/" + incident + "/report.md")).isNotEmptyFile();
        }
        assertThat(Files.readString(latest.resolve("results.jsonl"))).contains("webmail-certificate.md");
    }
}
