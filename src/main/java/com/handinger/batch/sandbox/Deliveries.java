package com.handinger.batch.sandbox;

import java.io.IOException;
import java.lang.System.Logger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells the webhooks of workers when a turn has ended: one try, written down. Turns that end while no sandbox runs are not
 * told. Threads may share it.
 */
final class Deliveries {

    private static final Logger LOG = System.getLogger(Deliveries.class.getName());
    private static final int OK = 200;
    private static final int REDIRECT = 300;

    private final Rules rules;
    private final Book book;
    private final Views views;
    private final Timeline time;
    private final Executor threads;
    private final Set<Turn> expected = ConcurrentHashMap.newKeySet();
    private @Nullable HttpClient http;

    Deliveries(Rules rules, Book book, Views views, Timeline time, Executor threads) {
        this.rules = rules;
        this.book = book;
        this.views = views;
        this.time = time;
        this.threads = threads;
    }

    /** To be called when a turn was accepted. */
    void expect(Turn turn) {
        if (book.agenda().webhook(turn.worker()).url() != null && expected.add(turn)) {
            time.at(turn.endsMillis(), () -> threads.execute(() -> ended(turn)));
        }
    }

    /** To be called when webhooks were set, or found in the books: expects what runs already. */
    void expectRunning() {
        long now = time.millis();
        for (Task task : book.tasks()) {
            task.turns().stream().filter(turn -> !turn.endedAt(now)).forEach(this::expect);
        }
    }

    private void ended(Turn turn) {
        expected.remove(turn);
        String status = views.status(turn, turn.endsMillis());
        if (rules.is(Setting.WEBHOOK_REPORTS, "completed") && !status.equals("completed")) {
            return;
        }
        switch (rules.choice(Setting.WEBHOOK_DELIVERY)) {
            case "once" -> send(turn, status);
            case "twice" -> {
                send(turn, status);
                send(turn, status);
            }
            case "late" ->
                time.at(
                        time.millis() + rules.limits().webhookDelay().toMillis(),
                        () -> threads.execute(() -> send(turn, status)));
            default -> LOG.log(Logger.Level.DEBUG, "The delivery of task " + turn.task() + " is lost, as was set.");
        }
    }

    private void send(Turn turn, String status) {
        Webhook webhook = book.agenda().webhook(turn.worker());
        String url = webhook.url();
        if (url == null) {
            return;
        }
        Duration timeout = rules.limits().webhookTimeout();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "handinger-batch-sandbox")
                .header("X-Handinger-Token", String.valueOf(webhook.token()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(turn, status)))
                .build();
        long sent = time.millis();
        var unused = http(timeout)
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    Integer code = response == null ? null : Integer.valueOf(response.statusCode());
                    log(turn, url, sent, code, failure == null ? problem(code) : problem(failure));
                });
    }

    private static byte[] body(Turn turn, String status) {
        return JsonMapper.shared()
                .writeValueAsBytes(JsonNodeFactory.instance
                        .objectNode()
                        .put("taskId", turn.task())
                        .put("workerId", turn.worker())
                        .put("status", status));
    }

    private void log(Turn turn, String url, long sent, @Nullable Integer code, @Nullable String problem) {
        Task task = book.task(turn.task());
        try {
            book.record(JournalLine.of(new Execution(
                    book.dice("execution").ulid("whe_", sent),
                    turn.worker(),
                    turn.task(),
                    task == null ? "" : Views.title(task),
                    url,
                    code,
                    problem,
                    (int) (time.millis() - sent),
                    sent)));
        } catch (IllegalStateException closed) {
            LOG.log(Logger.Level.DEBUG, "The sandbox was closed before its delivery to " + url + " ended.");
        }
    }

    private static @Nullable String problem(@Nullable Integer code) {
        return code != null && code >= OK && code < REDIRECT ? null : "Endpoint answered " + code;
    }

    private static String problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpTimeoutException) {
            return "Endpoint did not answer in time";
        }
        String what = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return cause instanceof IOException ? "Endpoint could not be reached: " + what : what;
    }

    private synchronized HttpClient http(Duration timeout) {
        HttpClient client = http;
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(timeout)
                    .build();
            http = client;
        }
        return client;
    }
}
