package com.handinger.batch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * How close the pace is to a perfect one, and how often the server has to refuse. Run with {@code ./mvnw -Pbenchmark
 * verify}; the figures are printed, and only wrong results fail.
 */
class PaceBenchmark {

    private static final int ROWS = 300;
    private static final double REQUESTS = 2.0 * ROWS;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    /** 20 requests a second, told as 19. */
    @Test
    void toldRate() throws Exception {
        RateLimit limit = new RateLimit(20, SECOND);
        server.rate(limit);
        measure("told rate", "limits: { requestsPerMinute: 1140 }", REQUESTS / 19, limit);
    }

    /** The same, untold. */
    @Test
    void untoldRate() throws Exception {
        RateLimit limit = new RateLimit(20, SECOND);
        server.rate(limit);
        measure("untold rate", "", REQUESTS / 20, limit);
    }

    /** The same with tasks that take five seconds: a hundred in flight are needed. */
    @Test
    void untoldRateOfLongTasks() throws Exception {
        RateLimit limit = new RateLimit(20, SECOND);
        server.latency(Duration.ofSeconds(5)).rate(limit);
        measure("untold rate, tasks of 5 s", "", REQUESTS / 20 + 5, limit);
    }

    /** One task in fifty takes 20 s instead of 200 ms. */
    @Test
    void slowTail() throws Exception {
        server.latency(id -> Duration.ofMillis(id.hashCode() % 50 == 0 ? 20_000 : 200));
        measure("slow tail", "", 20 + 0.2, new RateLimit(1, SECOND));
    }

    /** Every read takes a second. */
    @Test
    void slowReads() throws Exception {
        server.latency(Duration.ofMillis(200)).plan(seen -> {
            if (!seen.isSend()) {
                await(SECOND);
            }
            return Fault.NONE;
        });
        measure("slow reads, 32 in flight", "limits: { concurrency: 32 }", ROWS / 32.0, new RateLimit(1, SECOND));
    }

    private static void await(Duration time) {
        try {
            boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(never).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void measure(String name, String limits, double ideal, RateLimit limit) throws Exception {
        job(limits);
        JarRun run = JarRun.start(folder, List.of("-Xmx256m"), "run", "pace.yaml");
        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(server.books().tasks()).hasSize(ROWS);
        assertThat(server.books().paidTwice()).isEmpty();
        JsonNode summary = JarRun.summary(folder, "pace");
        double made = seconds(summary.path("timings"));
        System.out.println("benchmark: "
                + String.format(
                        Locale.ROOT,
                        "%s: %d rows in %.1f s from first send to last answer, ideal %.1f s, ratio %.2f; %d answers 429;"
                                + " concurrency %s to %s; %.1f s CPU",
                        name,
                        ROWS,
                        made,
                        ideal,
                        made / ideal,
                        limit.refused(),
                        summary.path("pace").path("concurrency").path("first"),
                        summary.path("pace").path("concurrency").path("last"),
                        run.cpu().toMillis() / 1e3));
    }

    private static double seconds(JsonNode timings) {
        Instant from = Instant.parse(timings.path("first_send_at").asString());
        return Duration.between(
                                from,
                                Instant.parse(timings.path("last_answer_at").asString()))
                        .toMillis()
                / 1e3;
    }

    private void job(String limits) throws IOException {
        StringBuilder rows = new StringBuilder("id\n");
        for (int i = 1; i <= ROWS; i++) {
            rows.append('r').append(i).append('\n');
        }
        Files.writeString(folder.resolve("pace.csv"), rows);
        Files.writeString(folder.resolve("pace.yaml"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: wrk_1 }
                input: { file: pace.csv, key: id }
                task: { input: "Say {{id}}" }
                %s
                """.formatted(server.url(), limits));
    }
}
