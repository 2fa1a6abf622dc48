package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogTest {

    @TempDir
    private Path folder = Path.of("");

    private String job(Sandbox sandbox) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,text\na,one\nb,two\n");
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: wrk_demo }
                input: { file: rows.csv, key: id }
                task: { input: "Say {{text}}", budget: low }
                limits: { credits: 100, errors: 100%% }
                """.formatted(sandbox.baseUrl()));
        return folder.resolve("job.yaml").toString();
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("runs/job/r1/run.log"));
    }

    @Test
    void everyStartAppendsWhatHappened() throws IOException {
        SandboxOptions failing = SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ofMillis(20)))
                .withFailedRuns(1);
        try (Sandbox sandbox = Sandbox.start(failing)) {
            String job = job(sandbox);
            Call text = Call.of("run", job, "--run-id", "r1");

            assertThat(text.exit()).isOne();
            assertThat(text.err()).doesNotContain("row_failed").doesNotContain("\tat ");
            assertThat(log()).hasSize(4);
            assertThat(log().get(0)).matches("\\S+Z info  start run_id=r1 server=http\\S+ rows=2 done_before=0 .*");
            assertThat(log().subList(1, 3))
                    .allMatch(line -> line.matches("\\S+Z warn  row_failed row=\\d key=[ab] "
                            + "task_id=tsk_\\S+ class=error message=\".*\""));
            assertThat(log().get(3)).contains("info  end run_id=r1 exit=1 reason=", "failed=2");

            Call json = Call.of("retry", job, "--run-id", "r1", "--log-format", "json", "-v");

            assertThat(json.exit()).isOne();
            List<JsonNode> said = json.errLines().stream()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
            assertThat(said)
                    .allSatisfy(line -> assertThat(line.propertyNames()).startsWith("at", "level", "event"))
                    .extracting(line -> line.path("event").asString())
                    .contains("message", "start", "row_sent", "row_failed", "end");
            assertThat(log().get(4)).startsWith("{\"at\":").contains("\"event\":\"start\"", "\"done_before\":");
            assertThat(log().get(log().size() - 1)).contains("\"event\":\"end\"", "\"exit\":1");

            Call fault = Call.of("run", job, "--log-format=json", "--progress", "bar");
            assertThat(fault.exit()).isEqualTo(2);
            assertThat(fault.errLines()).allMatch(line -> line.startsWith("{\"at\":"));
            assertThat(fault.err()).contains("exclude each other");
        }
    }
}
