package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ended;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import com.handinger.batch.sandbox.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Results are checked against the job's schema where they settle. */
class OutputSchemaTest {

    private static final String MISSING =
            "the task completed without a structured output, and the job has an output schema";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anAnswerThatDoesNotFitIsUnusable() throws IOException {
        try (FaultServer server = FaultServer.create().start()) {
            Workshop workshop = new Workshop(folder, server)
                    .set("worker.outputSchema", "{type: object, properties: {echo: {pattern: 'word-[ac]'}}}")
                    .set("limits.errors", "100%")
                    .rows("a b c");
            Ended ended = workshop.start();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
            assertThat(Workshop.keys(ended.directory().resolve("results.jsonl")))
                    .containsExactly("a", "c");
            JsonNode bad =
                    Workshop.lines(ended.directory().resolve("unusable.jsonl")).get(0);
            assertThat(bad.path("id").asString()).isEqualTo("b");
            assertThat(bad.path("_error").path("class").asString()).isEqualTo("schema");
            assertThat(bad.path("_error").path("message").asString())
                    .isEqualTo("the structured output does not fit the output schema: /echo: does not match the regex"
                            + " pattern word-[ac]");
            assertThat(Files.readString(ended.directory().resolve("results.csv")))
                    .contains("Say word-b");
            assertThat(ended.summary().credits().spent()).isEqualTo(9);

            workshop.set("worker.outputSchema", "{type: object}").rows("a b c");
            Ended again = workshop.start();
            assertThat(again.runId())
                    .as("beside an id a schema buys nothing else")
                    .isEqualTo(ended.runId());
            assertThat(again.exit()).isEqualTo(ExitCode.ROWS);
            assertThat(server.books().turns()).isEqualTo(3);
        }
    }

    @Test
    void whatTheServiceItselfMissedIsUnusable() throws IOException {
        SandboxOptions options = SandboxOptions.defaults()
                .withSchemaMisses(0.5)
                .with(Setting.SCHEMA_MISS, "null")
                .withLatency(Latency.fixed(Duration.ZERO));
        try (Sandbox sandbox = Sandbox.start(options)) {
            Workshop workshop = new Workshop(folder, sandbox.baseUrl().toString())
                    .unset("worker.id")
                    .set("worker.template.prompt", "Judges claims.")
                    .set(
                            "worker.template.outputSchema",
                            "{type: object, required: [verdict], properties: {verdict: {enum: [yes, no]}}}")
                    .set("limits.errors", "100%")
                    .set("limits.concurrency", "8")
                    .rows(Workshop.numbered(30));
            Ended ended = workshop.start();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
            List<JsonNode> unusable = Workshop.lines(ended.directory().resolve("unusable.jsonl"));
            List<JsonNode> results = Workshop.lines(ended.directory().resolve("results.jsonl"));
            assertThat(unusable).hasSizeBetween(5, 25);
            assertThat(unusable.size() + results.size()).isEqualTo(30);
            assertThat(unusable)
                    .allSatisfy(
                            row -> assertThat(row.path("_error").path("message").asString())
                                    .isEqualTo(MISSING));
            assertThat(results)
                    .allSatisfy(row -> assertThat(row.path("structured_output")
                                    .path("verdict")
                                    .asString())
                            .isIn("yes", "no"));
        }
    }
}
