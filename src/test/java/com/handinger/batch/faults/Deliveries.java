package com.handinger.batch.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells the webhook of a worker when turns have ended, unless that gets lost. Threads may share it. */
final class Deliveries {

    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Predicate<String> lost = input -> false;

    void lost(Predicate<String> byInput) {
        lost = byInput;
    }

    /** Tells of this turn at its end; returns at once. */
    void announce(@Nullable String url, String taskId, String workerId, Books.Turn turn) {
        if (url != null && !lost.test(turn.input())) {
            FaultServer.daemon("fault-delivery", () -> tell(url, taskId, workerId, turn));
        }
    }

    private void tell(String url, String taskId, String workerId, Books.Turn turn) {
        String status = turn.fails() ? "error" : "completed";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("X-Handinger-Token", FaultServer.webhookToken(workerId))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"taskId\":\"" + taskId + "\",\"workerId\":\"" + workerId
                        + "\",\"status\":\"" + status + "\"}"))
                .build();
        try {
            boolean never = new CountDownLatch(1).await(turn.endNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            int code =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            LOG.log(System.Logger.Level.DEBUG, "told: {0} {1}", code, never);
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "nobody listens any more", gone);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
