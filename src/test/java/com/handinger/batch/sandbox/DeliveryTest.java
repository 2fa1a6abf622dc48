package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks are told of ended tasks, over real HTTP. Time stands still until the test moves it; tasks take one minute. */
class DeliveryTest {

    private static final long MINUTE = 60_000;
    private static final String PATH = "/api/workers/wrk_demo/webhook";
    private static final SandboxOptions OPTIONS = SandboxOptions.defaults()
            .withLatency(Latency.fixed(Duration.ofMinutes(1)))
            .with(Setting.WEBHOOK_URLS, "loopback");

    private final ManualTimeline time = new ManualTimeline(1_784_017_805_000L);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final HttpServer endpoint;

    DeliveryTest() throws IOException {
        Sandbox.tuneServers();
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("X-Handinger-Token");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(token + " " + body);
            boolean good = exchange.getRequestURI().getPath().equals("/done");
            exchange.sendResponseHeaders(good ? 204 : 503, -1);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.stop(0);
    }

    @Test
    void anEndedTaskIsToldOnceAndTheDeliveryIsListed() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            String token = set(client, "/done");
            run(client, "tsk_a");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    logs(client).json().path("totalCount").asInt())
                            .isEqualTo(1));
            assertThat(received)
                    .containsExactly(
                            token + " {\"taskId\":\"tsk_a\",\"workerId\":\"wrk_demo\",\"status\":\"completed\"}");
            assertThat(logs(client).json().at("/logs/0/requestStatus").asString())
                    .isEqualTo("success");
            assertThat(logs(client).json().at("/logs/0/responseStatus").asInt()).isEqualTo(204);
            assertThat(logs(client).json().at("/logs/0/taskTitle").asString()).isEqualTo("Hello");
        }
    }

    @Test
    void aWebhookThatIsSetWhileTheTaskRunsIsToldToo() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            CompletableFuture<Client.Reply> answer = client.postLater("tsk_a", "Hello");
            time.awaitAlarms(1);
            set(client, "/done");
            time.advance(MINUTE);
            answer.join();
            awaitReceived(1);
        }
    }

    @Test
    void anErrorOfTheEndpointIsLoggedAndNotRepeated() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            set(client, "/away");
            run(client, "tsk_a");
            run(client, "tsk_b");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    logs(client).json().path("totalCount").asInt())
                            .isEqualTo(2));
            assertThat(logs(client).json().at("/logs/0/taskId").asString()).isEqualTo("tsk_b");
            assertThat(logs(client).json().at("/logs/0/errorMessage").asString())
                    .isEqualTo("Endpoint answered 503");
            assertThat(received).hasSize(2);
        }
    }

    @Test
    void anEndpointThatIsNotThereIsAnErrorWithoutStatus() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            set(client, "/done");
            endpoint.stop(0);
            run(client, "tsk_a");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    logs(client).json().path("totalCount").asInt())
                            .isEqualTo(1));
            assertThat(logs(client).json().at("/logs/0/requestStatus").asString())
                    .isEqualTo("error");
            assertThat(logs(client).json().at("/logs/0/responseStatus").isNull())
                    .isTrue();
        }
    }

    @Test
    void deliveriesMayComeTwiceLateOrNever() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS.with(Setting.WEBHOOK_DELIVERY, "twice"), time)) {
            Client client = Client.of(sandbox);
            set(client, "/done");
            run(client, "tsk_a");
            awaitReceived(2);

            client.send("PUT", "/sandbox/settings", "{\"webhookDelivery\":\"lost\"}");
            run(client, "tsk_b");
            client.send("PUT", "/sandbox/settings", "{\"webhookDelivery\":\"late\",\"webhookDelay\":\"5s\"}");
            run(client, "tsk_c");
            time.awaitAlarms(1);
            assertThat(received).hasSize(2);
            time.advance(5_000);
            awaitReceived(3);
            assertThat(received.get(2)).contains("tsk_c");
        }
    }

    @Test
    void failedTasksAreToldUnlessSetOtherwise() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS.withFailedRuns(1), time)) {
            Client client = Client.of(sandbox);
            set(client, "/done");
            run(client, "tsk_a");
            awaitReceived(1);
            assertThat(received.get(0)).contains("\"status\":\"error\"");

            client.send("PUT", "/sandbox/settings", "{\"webhookReports\":\"completed\"}");
            run(client, "tsk_b");
            client.send("PUT", "/sandbox/settings", "{\"webhookReports\":\"ended\"}");
            run(client, "tsk_c");
            awaitReceived(2);
            assertThat(received.get(1)).contains("tsk_c");
        }
    }

    @Test
    void pagesHoldFiftyNewestFirst() throws IOException {
        Book book = new Book(new Rules(SandboxOptions.defaults()));
        for (int i = 0; i < 120; i++) {
            book.record(JournalLine.of(new Execution(
                    "whe_" + i, "wrk_demo", "tsk_" + i, "Row", "https://a.example.test", 200, null, 1, i)));
        }
        assertThat(book.agenda().executions("wrk_demo", 0, 50))
                .hasSize(50)
                .first()
                .matches(one -> one.id().equals("whe_119"));
        assertThat(book.agenda().executions("wrk_demo", 100, 50))
                .hasSize(20)
                .last()
                .matches(one -> one.id().equals("whe_0"));
        assertThat(book.agenda().executions("wrk_demo", 150, 50)).isEmpty();
        book.close();
    }

    private String set(Client client, String path) {
        String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + path;
        Client.Reply reply = client.send("PUT", PATH, "{\"url\":\"" + url + "\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("token").asString();
    }

    /** Two alarms: the caller's and the webhook's. */
    private void run(Client client, String task) {
        CompletableFuture<Client.Reply> answer = client.postLater(task, "Hello");
        time.awaitAlarms(2);
        time.advance(MINUTE);
        answer.join();
    }

    private void awaitReceived(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(received).hasSize(count));
    }

    private static Client.Reply logs(Client client) {
        return client.get(PATH + "/executions");
    }
}
