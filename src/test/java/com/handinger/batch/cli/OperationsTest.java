package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxBooks;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operations of the API together with each other, with a job, and with a signal. */
@Timeout(60)
class OperationsTest {

    @TempDir
    private Path folder = Path.of("");

    private static Call call(URI server, String... arguments) {
        return Call.of(
                Map.of("HANDINGER_BASE_URL", server.toString()),
                new ByteArrayInputStream(new byte[0]),
                List.of(arguments));
    }

    private Sandbox sandbox() throws IOException {
        return Sandbox.start(SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ZERO))
                .withBooks(folder.resolve("books")));
    }

    @Test
    void aWorkerThatIsMadeHereDoesTheWorkOfAJob() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,one\nb,two\n");
        String worker;
        try (Sandbox sandbox = sandbox()) {
            Call made = call(
                    sandbox.baseUrl(),
                    "worker",
                    "create",
                    "--instructions",
                    "Check it.",
                    "--output-schema",
                    "{\"type\":\"object\",\"properties\":{\"fine\":{\"type\":\"boolean\"}},\"required\":[\"fine\"]}",
                    "--json");
            assertThat(made.exit()).as(made.err()).isZero();
            worker = made.last().path("id").asString();
        }
        try (Sandbox sandbox = sandbox()) {
            Files.writeString(
                    folder.resolve("job.yaml"),
                    "version: 1\nworker: { id: " + worker + " }\ninput: { file: rows.csv, key: id }\n"
                            + "task: { input: \"{{claim}}\", budget: low }\n");
            Call run = call(sandbox.baseUrl(), "run", folder.resolve("job.yaml").toString());
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(sandbox.snapshot().tasks())
                    .hasSize(2)
                    .allMatch(task -> task.workerId().equals(worker));
        }
        assertThat(Files.readString(folder.resolve("runs/job/latest/results.jsonl")))
                .contains("\"fine\":");
    }

    @Test
    void aFurtherTurnIsBoughtOnceWhenItIsAgreedTo() throws IOException {
        try (Sandbox sandbox = sandbox()) {
            URI server = sandbox.baseUrl();
            assertThat(call(server, "task", "create", "wrk_1", "--input", "a", "--task-id", "tsk_a")
                            .exit())
                    .isZero();
            assertThat(call(server, "task", "create", "wrk_1", "--input", "b", "--task-id", "tsk_a")
                            .exit())
                    .isEqualTo(8);
            Call second =
                    call(server, "task", "create", "wrk_1", "--input", "c", "--task-id", "tsk_a", "--yes", "--json");
            assertThat(second.exit()).as(second.err()).isZero();
            assertThat(second.last().path("turn").path("input").asString()).isEqualTo("c");
            assertThat(second.last()
                            .path("task")
                            .path("totals")
                            .path("turnCount")
                            .asInt())
                    .isEqualTo(2);
            assertThat(sandbox.snapshot().tasks())
                    .singleElement()
                    .extracting(SandboxBooks.TaskEntry::inputs)
                    .isEqualTo(List.of("a", "c"));
        }
    }

    @Test
    void aWebhookIsReplacedAndItsTokenTooOnlyWhenThatIsAgreedTo() throws IOException {
        try (Sandbox sandbox = sandbox()) {
            URI server = sandbox.baseUrl();
            String worker = call(server, "worker", "create", "--prompt", "x", "--json")
                    .last()
                    .path("id")
                    .asString();
            assertThat(call(server, "webhook", "set", worker, "https://a.test/x")
                            .exit())
                    .isZero();
            String token = token(server, worker);
            assertThat(call(server, "webhook", "set", worker, "https://b.test/y")
                            .exit())
                    .isEqualTo(8);
            assertThat(call(server, "webhook", "get", worker).out()).contains("https://a.test/x");
            assertThat(call(server, "webhook", "set", worker, "https://a.test/x")
                            .exit())
                    .as("the same address")
                    .isZero();
            assertThat(call(server, "webhook", "set", worker, "https://b.test/y", "--yes")
                            .exit())
                    .isZero();
            assertThat(token(server, worker)).isEqualTo(token);
            assertThat(call(server, "webhook", "regenerate-token", worker, "--yes")
                            .both())
                    .doesNotContain(token);
            assertThat(token(server, worker)).isNotEqualTo(token).startsWith("whk_");
            assertThat(call(server, "webhook", "delete", worker, "--yes").out()).contains("url    -");
        }
    }

    private static String token(URI server, String worker) {
        return call(server, "webhook", "get", worker, "--json")
                .last()
                .path("token")
                .asString();
    }

    @Test
    void aStopBeforeTheSendSendsNothing() {
        try (FaultServer server = FaultServer.create().start()) {
            Call call = Call.stopping(new ByteArrayInputStream(new byte[0]), "stopped by SIGTERM", sending(server));
            assertThat(call.exit()).as(call.err()).isEqualTo(6);
            assertThat(call.err()).contains("stopped by SIGTERM; nothing was sent");
            assertThat(server.books().requests()).isEmpty();
        }
    }

    private static List<String> sending(FaultServer server) {
        return List.of(
                "task",
                "create",
                "wrk_1",
                "--input",
                "x",
                "--base-url",
                server.url().toString());
    }

    @Test
    void aTaskThatIsLeftGoesOnAndIsNotCalledLost() {
        try (FaultServer server =
                FaultServer.create().latency(Duration.ofMinutes(10)).start()) {
            Call call = Call.stoppedOnce(() -> server.books().turns() == 1, "stopped by SIGINT", sending(server));
            assertThat(call.exit()).as(call.err()).isEqualTo(6);
            assertThat(call.err())
                    .contains(
                            "stopped by SIGINT; the task goes on at the server, and is paid. Look: ", " task get tsk_")
                    .contains("--base-url " + server.url());
            assertThat(call.out()).isEmpty();
        }
    }

    /** A request that broke off may have been taken: it is looked for, and never sent again. */
    @Test
    void aTaskThatIsNowhereIsInDoubtAndNotSentAgain() {
        try (FaultServer server = FaultServer.create().start()) {
            server.plan(FaultPlan.sends(new Fault.ResetBefore()));
            Call call = Call.stoppedOnce(() -> server.books().asked() > 3, "stopped by SIGINT", sending(server));
            assertThat(call.exit()).as(call.err()).isEqualTo(6);
            assertThat(call.err())
                    .contains("nobody knows whether it was taken (the connection broke", "It was not sent again")
                    .contains(" task get tsk_");
            assertThat(server.books().requests().stream().filter(Sighting::isSend))
                    .hasSize(1);
        }
    }

    @Test
    void anAnswerWhoseTaskCannotBeReadIsShownAllTheSame() {
        try (FaultServer server = FaultServer.create().ignoresIds(true).start()) {
            Call call = Call.stoppedOnce(() -> server.books().asked() > 3, "stopped by SIGINT", sending(server));
            assertThat(call.exit()).as(call.err()).isEqualTo(6);
            assertThat(call.out()).isEqualTo("done: x\n");
            assertThat(call.err()).contains("cannot be read under its id");
        }
    }
}
