package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.ApiOptions;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.run.Workshop.Ended;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Limits;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import com.handinger.batch.sandbox.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The server tells when a task has ended: real deliveries over real HTTP. Tasks take longer than their sends are held. */
class WebhookTest {

    private static final String WORKER = "wrk_demo";
    private static final Duration LONG_BEFORE_THE_NET = Duration.ofSeconds(40);
    private static final CostQuestion YES = new CostQuestion() {
        @Override
        public @Nullable String answer(String plan) {
            return null;
        }

        @Override
        public boolean agreed() {
            return true;
        }
    };

    @TempDir
    private Path folder = Path.of("");

    private static Sandbox sandbox(String delivery) throws IOException {
        return Sandbox.start(SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ofMillis(300)))
                .withLimits(Limits.defaults().withWebhookDelay(Duration.ofMillis(150)))
                .with(Setting.WEBHOOK_URLS, "loopback")
                .with(Setting.WEBHOOK_DELIVERY, delivery));
    }

    private Workshop workshop(Sandbox sandbox) throws IOException {
        return new Workshop(folder, sandbox.baseUrl().toString())
                .rows("a b c d e f")
                .set("worker.id", WORKER)
                .set("limits.concurrency", "6")
                .set("api.timeout", "100ms")
                .set("limits.taskTime", "20s")
                .set("completion", "webhook")
                .set("webhook.listen", "127.0.0.1:0");
    }

    private static JsonNode webhook(Sandbox sandbox, @Nullable String set) {
        try (HandingerApi api = new HandingerApi(ApiOptions.of(sandbox.baseUrl(), null, "test", Map.of()))) {
            Duration patience = Duration.ofSeconds(30);
            Reply<JsonNode> reply = (set == null
                            ? api.webhooks().read(WORKER, patience)
                            : api.webhooks().set(WORKER, set, patience))
                    .join();
            return ((Reply.Ok<JsonNode>) reply).body();
        }
    }

    private static @Nullable String told(Sandbox sandbox) {
        return webhook(sandbox, null).path("url").stringValue(null);
    }

    private static void assertPaidOnce(Sandbox sandbox, Ended ended, int rows) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(sandbox.snapshot().tasks())
                .hasSize(rows)
                .allSatisfy(task -> assertThat(task.turns()).isOne())
                .allSatisfy(task -> assertThat(task.posts()).isOne());
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "twice", "late"})
    void aDeliveryIsReasonToRead(String delivery) throws IOException {
        try (Sandbox sandbox = sandbox(delivery)) {
            long began = System.nanoTime();
            Ended ended = workshop(sandbox).start();
            assertPaidOnce(sandbox, ended, 6);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG_BEFORE_THE_NET);
            assertThat(ended.said())
                    .containsPattern("Webhook of worker wrk_demo: http://127\\.0\\.0\\.1:\\d+/ until this start ends")
                    .contains("removed again")
                    .doesNotContain("No delivery came");
            assertThat(told(sandbox)).as("none stood there before").isNull();
            assertThat(Workshop.keys(ended.directory().resolve("results.jsonl")))
                    .containsExactly("a", "b", "c", "d", "e", "f");
        }
    }

    @Test
    void aForeignWebhookGivesWayOnlyWhenAPersonAgrees() throws IOException {
        String foreign = "https://batch.example.com/done?team=o'hara";
        try (Sandbox sandbox = sandbox("once")) {
            String token = webhook(sandbox, foreign).path("token").stringValue();
            Ended asked = workshop(sandbox).start();
            assertThat(asked.exit()).as(asked.said()).isEqualTo(ExitCode.DECISION);
            assertThat(asked.said())
                    .contains("is " + foreign, "Nothing was sent", "run job.yaml --yes", "--set completion=poll");
            assertThat(told(sandbox)).isEqualTo(foreign);
            assertThat(sandbox.snapshot().tasks()).isEmpty();

            Ended agreed = workshop(sandbox).asking(YES).start();
            assertPaidOnce(sandbox, agreed, 6);
            assertThat(agreed.said())
                    .contains("until this start ends, then " + foreign + " again", "put back to " + foreign);
            assertThat(told(sandbox)).isEqualTo(foreign);
            assertThat(webhook(sandbox, null).path("token").stringValue())
                    .as("who was told before can still check it")
                    .isEqualTo(token);
            assertTokenIsNowhere(token, agreed);
        }
    }

    private void assertTokenIsNowhere(String token, Ended ended) throws IOException {
        assertThat(ended.said()).doesNotContain(token);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> kept = files.filter(Files::isRegularFile).toList();
            assertThat(kept).hasSizeGreaterThan(3);
            for (Path file : kept) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(token);
            }
        }
    }

    @Test
    void aWebhookThatIsOursAlreadyStays() throws IOException {
        try (Sandbox sandbox = sandbox("once")) {
            Ended first = workshop(sandbox).rows("a").start();
            String url = first.said().replaceAll("(?s).*wrk_demo: (http://\\S+) until.*", "$1");
            int port = java.net.URI.create(url).getPort();
            webhook(sandbox, url);
            Ended ended = workshop(sandbox)
                    .rows("b c")
                    .set("webhook.listen", "127.0.0.1:" + port)
                    .start();
            assertPaidOnce(sandbox, ended, 3);
            assertThat(told(sandbox)).isEqualTo(url);
            assertThat(ended.said()).doesNotContain("removed again");
        }
    }

    @Test
    void theEmbeddedSandboxTellsToo() throws IOException {
        Ended ended = new Workshop(folder, "sandbox")
                .rows("a b c")
                .set("worker.id", WORKER)
                .set("limits.concurrency", "3")
                .set("completion", "webhook")
                .set("webhook.listen", "localhost:0")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("until this start ends", "removed again");
    }
}
