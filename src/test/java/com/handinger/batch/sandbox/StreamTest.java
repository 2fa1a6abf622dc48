package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The event streams of older generations. Time stands still until the test moves it; tasks take four seconds. */
class StreamTest {

    private static final SandboxOptions OPTIONS =
            SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ofSeconds(4)));
    private static final SandboxOptions ON = OPTIONS.with(Setting.OLD_STREAMING, "on");

    private final ManualTimeline time = new ManualTimeline(1_784_017_805_000L);

    @Test
    void whatIsStoredIsReplayedThenTheTurnUnderWayComesInPieces() throws IOException {
        try (Sandbox sandbox = Sandbox.start(ON, time)) {
            Client client = Client.of(sandbox);
            CompletableFuture<Client.Reply> first = client.postLater("tsk_a", "First");
            time.awaitAlarms(1);
            time.advance(4_000);
            String stored = first.join().json().path("output_text").asString();
            CompletableFuture<Client.Reply> second = client.postLater("tsk_a", "Second");
            time.awaitAlarms(1);
            CompletableFuture<Client.Reply> stream =
                    client.later(client.request("GET", "/api/workers/wrk_demo/stream", ""));
            for (int i = 0; i < 4; i++) {
                time.awaitAlarms(i < 4 ? 2 : 1);
                time.advance(1_000);
            }

            String answer = second.join().json().path("output_text").asString();
            List<JsonNode> events = events(stream.join());
            assertThat(events.stream().map(event -> event.path("type").asString()))
                    .containsExactly(
                            "message",
                            "message",
                            "message",
                            "text-delta",
                            "text-delta",
                            "text-delta",
                            "text-delta",
                            "finish");
            assertThat(events.get(1).at("/content/0/text").asString()).isEqualTo(stored);
            assertThat(events.get(2).at("/content/0/text").asString()).isEqualTo("Second");
            assertThat(events.stream()
                            .map(event -> event.path("delta").asString(""))
                            .reduce("", String::concat))
                    .isEqualTo(answer);
            assertThat(stream.join().text()).doesNotContain("[DONE]");
        }
    }

    @Test
    void aPostMayAskForEventsAndTheyMayEndWithALine() throws IOException {
        SandboxOptions instant = ON.with(Setting.STREAM_END, "done").withLatency(Latency.fixed(Duration.ZERO));
        try (Sandbox sandbox = Sandbox.start(instant)) {
            Client client = Client.of(sandbox);
            String body = "{\"workerId\":\"wrk_demo\",\"taskId\":\"tsk_a\",\"input\":\"Hello\",\"stream\":true}";
            Client.Reply reply = client.send("POST", "/api/tasks", body);
            assertThat(reply.type()).startsWith("text/event-stream");
            assertThat(reply.text()).endsWith("data: [DONE]\n\n");
            assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("completed");
            assertThat(sandbox.snapshot().openPosts()).isZero();

            HttpRequest accepting = HttpRequest.newBuilder(
                            client.request("GET", "/api/workers/wrk_demo", ""), (name, value) -> true)
                    .header("Accept", "text/event-stream")
                    .build();
            assertThat(events(client.send(accepting))).hasSize(2);
            assertThat(events(client.get("/api/workers/wrk_demo?stream=true"))).hasSize(2);
            assertThat(client.get("/api/workers/wrk_idle/stream").text()).isEqualTo("data: [DONE]\n\n");
        }
    }

    @Test
    void byDefaultThereAreNone() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS.withLatency(Latency.fixed(Duration.ZERO)))) {
            Client client = Client.of(sandbox);
            assertThat(client.get("/api/workers/wrk_demo/stream").status()).isEqualTo(404);
            assertThat(client.get("/api/workers/wrk_demo?stream=true").type()).startsWith("application/json");
        }
    }

    private static List<JsonNode> events(Client.Reply reply) {
        assertThat(reply.type()).startsWith("text/event-stream");
        return reply.text()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonMapper.shared().readTree(line.substring(6)))
                .toList();
    }
}
