package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens while a task runs. Time stands still until the test moves it; every task takes one minute. */
class BlockingTest {

    private static final long START = 1_784_017_805_000L;
    private static final long MINUTE = 60_000;
    private static final SandboxOptions OPTIONS =
            SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ofMinutes(1)));

    private final ManualTimeline time = new ManualTimeline(START);
    private Sandbox sandbox = start(OPTIONS);
    private Client client = Client.of(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aPostAnswersWhenTheTaskIsDone() {
        CompletableFuture<Client.Reply> answer = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);
        time.advance(MINUTE - 1);

        assertThat(answer).isNotDone();
        assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("running");
        assertThat(client.task("tsk_a").path("completedAt").isNull()).isTrue();
        assertThat(client.task("tsk_a").path("totals").path("credits").asInt()).isZero();
        assertThat(client.get("/api/workers/wrk_demo?taskId=tsk_a")
                        .json()
                        .path("running")
                        .asBoolean())
                .isTrue();
        assertThat(sandbox.snapshot().openPosts()).isEqualTo(1);

        time.advance(1);

        assertThat(answer.join().json().path("output_text").asString()).contains("Hello");
        assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("completed");
        assertThat(client.task("tsk_a").path("createdAt").asString()).isEqualTo("2026-07-14T08:30:05.000Z");
        assertThat(client.task("tsk_a").path("completedAt").asString()).isEqualTo("2026-07-14T08:31:05.000Z");
        assertThat(client.task("tsk_a").path("totals").path("durationMs").asLong())
                .isEqualTo(MINUTE);
        assertThat(sandbox.snapshot().openPosts()).isZero();
    }

    @Test
    void theTaskGoesOnWhenTheClientLeaves() {
        CompletableFuture<Client.Reply> answer = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);
        answer.cancel(true);

        time.advance(MINUTE);

        assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("completed");
        assertThat(sandbox.snapshot().turns()).isEqualTo(1);
    }

    @Test
    void theSameIdWhileRunningIsRefusedAndChangesNothing() {
        CompletableFuture<Client.Reply> first = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);

        Client.Reply second = client.post("tsk_a", "Hello");
        time.advance(MINUTE);

        assertThat(second.status()).isEqualTo(409);
        assertThat(first.join().status()).isEqualTo(200);
        SandboxBooks.TaskEntry entry = sandbox.snapshot().task("tsk_a").orElseThrow();
        assertThat(entry.turns()).isEqualTo(1);
        assertThat(entry.posts()).isEqualTo(2);
    }

    @Test
    void theSameIdAgainIsAPaidTurn() {
        CompletableFuture<Client.Reply> first = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);
        time.advance(MINUTE);
        first.join();
        CompletableFuture<Client.Reply> second = client.postLater("tsk_a", "And now?");
        time.awaitAlarms(1);

        assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("running");
        assertThat(client.task("tsk_a").path("totals").path("turnCount").asInt())
                .isEqualTo(2);
        assertThat(client.task("tsk_a").path("totals").path("credits").asInt()).isEqualTo(3);

        time.advance(MINUTE);
        second.join();

        assertThat(client.task("tsk_a").path("totals").path("credits").asInt()).isEqualTo(6);
        assertThat(client.get("/api/tasks/tsk_a/turns")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(turn -> turn.path("input").asString()))
                .containsExactly("Hello", "And now?");
        assertThat(sandbox.snapshot().surplusTurns()).isEqualTo(1);
        assertThat(sandbox.snapshot().credits()).isEqualTo(6);
    }

    @Test
    void aQueuedTurnStartsWhenTheEarlierOneEnds() {
        restart(OPTIONS.with(Setting.SAME_TASK_WHILE_RUNNING, "queue"));
        CompletableFuture<Client.Reply> first = client.postLater("tsk_a", "First");
        time.awaitAlarms(1);
        CompletableFuture<Client.Reply> second = client.postLater("tsk_a", "Second");
        time.awaitAlarms(2);

        time.advance(MINUTE);

        assertThat(first.join().json().path("output_text").asString()).contains("First");
        assertThat(second).isNotDone();

        time.advance(MINUTE);

        assertThat(second.join().json().path("output_text").asString()).contains("Second");
    }

    @Test
    void aCallThatStaysOpenForTooLongIsCutByAGateway() {
        restart(OPTIONS.withLimits(Limits.defaults().withMaxOpen(Duration.ofSeconds(10))));
        CompletableFuture<Client.Reply> answer = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);
        time.advance(10_000);

        assertThat(answer.join().status()).isEqualTo(504);
        assertThat(answer.join().type()).startsWith("text/html");

        time.advance(50_000);

        assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("completed");
    }

    @Test
    void aTaskIsInvisibleUntilItBecomesReadable() {
        restart(OPTIONS.withLimits(Limits.defaults().withReadableAfter(Duration.ofSeconds(5))));
        CompletableFuture<Client.Reply> unused = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);
        time.advance(4_999);

        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);

        time.advance(1);

        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(200);
        unused.cancel(true);
    }

    @Test
    void closingCutsWaitingCallers() {
        CompletableFuture<Client.Reply> answer = client.postLater("tsk_a", "Hello");
        time.awaitAlarms(1);

        sandbox.close();

        assertThat(answer.handle((reply, failure) -> failure).join()).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void aRateOfAMinuteLetsItsNumberThroughAndThenOneAtATime() {
        restart(OPTIONS.withLimits(Limits.defaults().withRequests(3, Duration.ofMinutes(1))));
        for (int i = 0; i < 3; i++) {
            assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        }
        Client.Reply fourth = client.get("/api/tasks/tsk_a");
        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.raw().headers().firstValue("Retry-After")).contains("20");

        time.advance(20_000);
        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(429);
    }

    @Test
    void theRateLimitSaysWhenToComeBack() {
        restart(OPTIONS.withLimits(Limits.defaults().withRequestsPerSecond(2)));

        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        Client.Reply third = client.get("/api/tasks/tsk_a");

        assertThat(third.status()).isEqualTo(429);
        assertThat(third.raw().headers().firstValue("Retry-After")).contains("1");

        time.advance(500);

        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(404);
        assertThat(client.get("/api/tasks/tsk_a").status()).isEqualTo(429);
    }

    private void restart(SandboxOptions options) {
        sandbox.close();
        sandbox = start(options);
        client = Client.of(sandbox);
    }

    private Sandbox start(SandboxOptions options) {
        try {
            return Sandbox.start(options, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
