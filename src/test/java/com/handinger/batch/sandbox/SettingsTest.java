package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Settings, failures and faults, each over real HTTP; tasks take no time. */
class SettingsTest {

    private static final SandboxOptions OPTIONS = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO));

    @Test
    void creationsMayAnswer201() {
        with(OPTIONS.with(Setting.SUCCESS_CODE, "201"), client -> {
            assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(201);
            assertThat(client.send("POST", "/api/workers", "{}").status()).isEqualTo(201);
            assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(200);
        });
    }

    @Test
    void constraintsMayAnswer422() {
        with(OPTIONS.with(Setting.CONSTRAINT_CODE, "422"), client -> {
            assertThat(client.post("tsk_a", "").status()).isEqualTo(422);
            assertThat(client.send("POST", "/api/tasks", "{").status()).isEqualTo(400);
        });
    }

    @Test
    void unusedTaskIdsMayBeRefused() {
        with(OPTIONS.with(Setting.UNUSED_TASK_ID, "404"), client -> {
            assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(404);
            assertThat(client.send("POST", "/api/tasks", "{\"input\":\"Hello\"}")
                            .status())
                    .isEqualTo(200);
        });
    }

    @Test
    void unknownWorkersMayBeRefused() {
        with(
                OPTIONS.with(Setting.UNKNOWN_WORKER, "404"),
                client -> assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(404));
    }

    @Test
    void theAnswerMayNameItsTask() {
        with(
                OPTIONS.with(Setting.TASK_ID_IN_ANSWER, "metadata"),
                client -> assertThat(client.post("tsk_a", "Hello")
                                .json()
                                .at("/metadata/taskId")
                                .asString())
                        .isEqualTo("tsk_a"));
    }

    @Test
    void aKeyMayBeRequired() {
        with(OPTIONS.with(Setting.KEY, "required"), client -> {
            HttpRequest withKey = HttpRequest.newBuilder(
                            client.request("GET", "/api/tasks/x", ""), (name, value) -> true)
                    .header("Authorization", "Bearer hdg_live_x")
                    .build();
            assertThat(client.get("/api/tasks/x").status()).isEqualTo(401);
            assertThat(client.send(withKey).status()).isEqualTo(404);
        });
    }

    @Test
    void tasksMayListTheirTurns() {
        with(OPTIONS.with(Setting.TURNS_IN_TASK, "present"), client -> {
            client.post("tsk_a", "Hello");
            assertThat(client.get("/api/tasks/tsk_a").json().path("turns").size())
                    .isEqualTo(1);
        });
    }

    @Test
    void archivedTasksMayVanish() {
        with(OPTIONS.with(Setting.ARCHIVED_TASK, "404"), client -> {
            client.post("tsk_a", "Hello");
            client.send("DELETE", "/api/tasks/tsk_a", "");
            assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        });
    }

    @Test
    void theBalanceRunsOut() {
        with(OPTIONS.withLimits(Limits.defaults().withBalance(6L)), client -> {
            assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(200);
            assertThat(client.post("tsk_b", "Hello").status()).isEqualTo(200);
            assertThat(client.post("tsk_c", "Hello").status()).isEqualTo(402);
            assertThat(client.get("/api/tasks/tsk_c").status()).isEqualTo(404);
        });
    }

    @Test
    void aFailedRunAnswers200AndItsTaskSaysError() {
        with(OPTIONS.withFailedRuns(1), client -> {
            Client.Reply reply = client.post("tsk_a", "Hello");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("output_text").asString()).isEmpty();
            assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("error");
        });
        with(OPTIONS.withFailedRuns(1).with(Setting.FAILED_RUN, "500"), client -> {
            assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(500);
            assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("error");
        });
    }

    @Test
    void failedRunsComeInTheirShare() {
        with(OPTIONS.withFailedRuns(0.2), client -> {
            long failed = IntStream.range(0, 200)
                    .mapToObj(i -> "tsk_" + i)
                    .peek(id -> client.post(id, "Hello"))
                    .filter(id -> client.task(id).path("status").asString().equals("error"))
                    .count();
            assertThat(failed).isBetween(20L, 60L);
        });
    }

    @Test
    void aMissingWorkerIsCreatedWithTheInputAsInstructions() {
        with(OPTIONS, client -> {
            Client.Reply reply =
                    client.send("POST", "/api/tasks", "{\"input\":\"Translate this.\",\"taskId\":\"tsk_a\"}");
            String worker = reply.json().path("id").asString();
            assertThat(worker).startsWith("wrk_");
            assertThat(client.send("PATCH", "/api/workers/" + worker, "{}")
                            .json()
                            .path("instructions")
                            .asString())
                    .isEqualTo("Translate this.");
        });
    }

    @Test
    void tasksKeepTheSchemaTheyStartedWith() {
        with(OPTIONS, client -> {
            String schema =
                    "{\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"const\":7}}}}";
            String worker = client.send("POST", "/api/workers", schema)
                    .json()
                    .path("id")
                    .asString();
            String body = "{\"workerId\":\"" + worker + "\",\"taskId\":\"tsk_a\",\"input\":\"Hello\"}";
            assertThat(client.send("POST", "/api/tasks", body)
                            .json()
                            .path("structured_output")
                            .toString())
                    .isEqualTo("{\"n\":7}");

            client.send("PATCH", "/api/workers/" + worker, "{\"outputSchema\":null}");

            assertThat(client.get("/api/tasks/tsk_a/turns")
                            .json()
                            .at("/items/0/structuredOutput/n")
                            .asInt())
                    .isEqualTo(7);
            assertThat(client.send("POST", "/api/tasks", body)
                            .json()
                            .path("structured_output")
                            .isNull())
                    .isTrue();
        });
    }

    @Test
    void faultsHitAsScripted() {
        Map<String, Fault> script = Map.of(
                "tsk_1", Fault.DROP_BEFORE_WORK,
                "tsk_2", Fault.DROP_AFTER_START,
                "tsk_3", Fault.ERROR_BEFORE_WORK,
                "tsk_4", Fault.BAD_GATEWAY_AFTER_WORK,
                "tsk_5", Fault.TOO_MANY_REQUESTS,
                "tsk_6", Fault.DROP_AFTER_WORK,
                "tsk_7", Fault.ERROR_AFTER_START,
                "tsk_8", Fault.SLOW_ANSWER,
                "tsk_9", Fault.FORBIDDEN);
        Faults onFirstPost = post -> post.number() == 1 && post.taskId() != null
                ? script.getOrDefault(post.taskId(), Fault.NONE)
                : Fault.NONE;
        with(OPTIONS.withFaults(onFirstPost), client -> {
            assertThat(broken(client, "tsk_1")).isTrue();
            assertThat(client.get("/api/tasks/tsk_1").status()).isEqualTo(404);
            assertThat(client.post("tsk_1", "Hello").status()).isEqualTo(200);
            assertThat(broken(client, "tsk_2")).isTrue();
            assertThat(client.task("tsk_2").path("status").asString()).isEqualTo("completed");
            assertThat(client.post("tsk_3", "Hello").status()).isEqualTo(500);
            assertThat(client.get("/api/tasks/tsk_3").status()).isEqualTo(404);
            assertThat(client.post("tsk_4", "Hello").status()).isEqualTo(502);
            assertThat(client.task("tsk_4").path("status").asString()).isEqualTo("completed");
            assertThat(client.post("tsk_5", "Hello").status()).isEqualTo(429);
            assertThat(broken(client, "tsk_6")).isTrue();
            assertThat(client.task("tsk_6").path("status").asString()).isEqualTo("completed");
            assertThat(client.post("tsk_7", "Hello").status()).isEqualTo(500);
            assertThat(client.task("tsk_7").path("status").asString()).isEqualTo("completed");
            assertThat(client.post("tsk_8", "Hello").json().path("status").asString())
                    .isEqualTo("completed");
            assertThat(client.post("tsk_9", "Hello").status()).isEqualTo(403);
            assertThat(client.get("/api/tasks/tsk_9").status()).isEqualTo(404);
        });
    }

    @Test
    void errorsMayBeUnreadable() {
        Map<String, Fault> script = Map.of(
                "tsk_1", Fault.MALFORMED_ERROR,
                "tsk_2", Fault.HTML_ERROR,
                "tsk_3", Fault.TOO_MANY_REQUESTS_BURST);
        Faults always = post -> script.getOrDefault(String.valueOf(post.taskId()), Fault.NONE);
        with(OPTIONS.withFaults(always), client -> {
            Client.Reply malformed = client.post("tsk_1", "Hello");
            assertThat(malformed.status()).isEqualTo(500);
            assertThat(malformed.type()).startsWith("application/json");
            assertThatThrownBy(malformed::json).isNotNull();
            assertThat(client.post("tsk_2", "Hello").status()).isEqualTo(503);
            assertThat(client.get("/api/tasks/tsk_2").status()).isEqualTo(404);
            assertThat(client.post("tsk_3", "Hello").status()).isEqualTo(429);
            assertThat(client.get("/api/tasks/tsk_3").status()).isEqualTo(429);
        });
    }

    @Test
    void aCallMayBeDroppedBeforeItIsRead() {
        with(OPTIONS.withFaults(Faults.shares(Map.of(Fault.DROP_BEFORE_READ, 1.0))), client -> {
            assertThat(broken(client, "tsk_a")).isTrue();
            assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        });
    }

    @Test
    void turnsOfOneTaskMayRunAtOnce() throws IOException {
        ManualTimeline time = new ManualTimeline(0);
        SandboxOptions both = SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ofMinutes(1)))
                .with(Setting.SAME_TASK_WHILE_RUNNING, "both");
        try (Sandbox sandbox = Sandbox.start(both, time)) {
            Client client = Client.of(sandbox);
            CompletableFuture<Client.Reply> first = client.postLater("tsk_a", "Hello");
            time.awaitAlarms(1);
            CompletableFuture<Client.Reply> second = client.postLater("tsk_a", "Hello");
            time.awaitAlarms(2);
            time.advance(60_000);
            assertThat(first.join().status()).isEqualTo(200);
            assertThat(second.join().status()).isEqualTo(200);
            assertThat(client.task("tsk_a").at("/totals/turnCount").asInt()).isEqualTo(2);
        }
    }

    @Test
    void chanceFaultsComeInTheirShareAndAgainAlike() {
        Faults faults = Faults.shares(Map.of(Fault.ERROR_BEFORE_WORK, 0.1, Fault.TOO_MANY_REQUESTS, 0.2));
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            with(
                    OPTIONS.withFaults(faults),
                    client -> runs.add(IntStream.range(0, 300)
                            .mapToObj(i -> client.post("tsk_" + i, "Hello").status())
                            .toList()));
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
        assertThat(runs.get(0).stream().filter(status -> status == 500)).hasSizeBetween(15, 50);
        assertThat(runs.get(0).stream().filter(status -> status == 429)).hasSizeBetween(35, 90);
    }

    @Test
    void theSameSeedGivesTheSameAnswers() {
        List<String> answers = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            with(
                    OPTIONS.withSeed(seed),
                    client -> answers.add(IntStream.range(0, 20)
                            .mapToObj(i -> client.post("tsk_" + i, "Row " + i)
                                    .json()
                                    .path("sources")
                                    .toString())
                            .toList()
                            .toString()));
        }
        assertThat(answers.get(0)).isEqualTo(answers.get(1)).isNotEqualTo(answers.get(2));
    }

    @Test
    void countsRequestsByKind() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            client.post("tsk_a", "Hello");
            client.get("/api/tasks/tsk_a");
            client.get("/api/tasks/tsk_a");
            client.get("/nowhere");
            SandboxBooks books = sandbox.snapshot();
            assertThat(books.requests()).isEqualTo(Map.of("createTask", 1, "retrieveTask", 2, "other", 1));
            assertThat(books.statuses()).isEqualTo(Map.of(200, 3, 404, 1));
            assertThat(books.task("tsk_a").orElseThrow().inputs()).containsExactly("Hello");
        }
    }

    @Test
    void unknownChoicesAreNamed() {
        assertThatThrownBy(() -> OPTIONS.with(Setting.SUCCESS_CODE, "204"))
                .hasMessageContaining("successCode")
                .hasMessageContaining("200, 201");
        assertThatThrownBy(() -> Setting.named("sucessCode")).hasMessageContaining("successCode, constraintCode");
        assertThatThrownBy(() -> Faults.shares(Map.of(Fault.SILENCE, 1.5))).hasMessageContaining("at most 1");
    }

    private static boolean broken(Client client, String task) {
        CompletableFuture<Boolean> failed = client.postLater(task, "Hello").handle((reply, failure) -> failure != null);
        return failed.join();
    }

    private static void with(SandboxOptions options, Consumer<Client> test) {
        try (Sandbox sandbox = Sandbox.start(options)) {
            test.accept(Client.of(sandbox));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
