package com.handinger.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of the test server, by a plain client: its faults are what they say, and its books are right. */
class FaultServerTest {

    private final FaultServer server = FaultServer.create().start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sameIdAddsAPaidTurn() throws Exception {
        assertThat(send("t").statusCode()).isEqualTo(200);
        assertThat(send("t").statusCode()).isEqualTo(200);
        assertThat(server.books().turns("t")).isEqualTo(2);
        assertThat(server.books().paidTwice()).containsExactly("t");
        assertThat(server.books().credits()).isEqualTo(6);
        assertThat(read("/api/tasks/t").body()).contains("\"turnCount\":2", "\"credits\":6");
    }

    @Test
    void taskAtWorkAnswers409() throws Exception {
        server.latency(Duration.ofHours(1));
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(post("t"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> server.books().turns("t") == 1);
        assertThat(send("t").statusCode()).isEqualTo(409);
        assertThat(read("/api/tasks/t").body()).contains("\"status\":\"running\"", "\"credits\":0");
        assertThat(first).isNotDone();
        assertThat(server.books().sends("t")).isEqualTo(2);
        assertThat(server.books().turns("t")).isEqualTo(1);
    }

    @Test
    void taskGoesOnWithoutItsClient() {
        server.latency(Duration.ofMillis(200)).credits(String::length);
        CompletableFuture<HttpResponse<String>> left =
                client.sendAsync(post("t"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> server.books().turns("t") == 1);
        left.cancel(true);
        await().until(() -> read("/api/tasks/t").body().contains("\"status\":\"completed\""));
        assertThat(server.books().credits()).isEqualTo("question".length());
    }

    @Test
    void tasksSurviveAnAbsenceOnTheSamePort() throws Exception {
        server.latency(Duration.ofMillis(50));
        URI before = server.url();
        CompletableFuture<HttpResponse<String>> cut = client.sendAsync(post("t"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> server.books().turns("t") == 1);
        server.stop();
        await().until(cut::isDone);
        assertThatThrownBy(() -> read("/api/tasks/t")).isInstanceOf(IOException.class);
        server.start();
        assertThat(server.url()).isEqualTo(before);
        await().until(() -> read("/api/tasks/t").body().contains("\"status\":\"completed\""));
    }

    @Test
    void lateRequestTakesEffectAfterItsConnection() {
        server.plan(FaultPlan.sends(new Fault.Late(Duration.ofMillis(100))));
        assertThatThrownBy(() -> send("t")).isInstanceOf(IOException.class);
        await().until(() -> server.books().turns("t") == 1);
    }

    @Test
    void newTaskLooksAbsentForAWhileAndAlwaysWithAForeignKey() throws Exception {
        server.readableAfter(Duration.ofMillis(800));
        send("t");
        assertThat(read("/api/tasks/t").statusCode()).isEqualTo(404);
        await().until(() -> read("/api/tasks/t").statusCode() == 200);
        server.foreignKey(true);
        assertThat(read("/api/tasks/t").body()).isEqualTo("{\"error\":\"no such task\"}");
        assertThat(read("/api/workers/w?taskId=t").statusCode()).isEqualTo(404);
    }

    @Test
    void failedTaskIsPaidAndShownAsError() throws Exception {
        server.plan(FaultPlan.sends(new Fault.TaskFails()));
        assertThat(send("t").body()).contains("\"output_text\":\"\"", "\"structured_output\":null");
        assertThat(read("/api/tasks/t").body()).contains("\"status\":\"error\"", "\"credits\":3");
    }

    @Test
    void faultsFollowThePlan() throws Exception {
        server.plan(FaultPlan.sends(
                new Fault.RateLimit("7"), new Fault.Deny(403), new Fault.ErrorAfter(502), new Fault.Html404()));
        HttpResponse<String> limited = send("t");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("7");
        assertThat(send("t").statusCode()).isEqualTo(403);
        assertThat(server.books().turns("t")).isZero();
        assertThat(send("t").statusCode()).isEqualTo(502);
        assertThat(server.books().turns("t")).isEqualTo(1);
        assertThat(send("t").body()).startsWith("<!DOCTYPE html>");
        assertThat(server.books().sends("t")).isEqualTo(4);
    }

    @Test
    void keysWorkersAndConnectionsCanBeRefused() throws Exception {
        assertThat(server.key("k").workers("other")).isSameAs(server);
        assertThat(send("t").statusCode()).isEqualTo(401);
        server.key(null);
        assertThat(send("t").statusCode()).isEqualTo(404);
        assertThat(server.books().turns()).isZero();
        server.refuse(connection -> true);
        HttpClient second = HttpClient.newHttpClient();
        assertThatThrownBy(() -> second.send(post("t"), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> send(String id) throws IOException, InterruptedException {
        return client.send(post(id), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest post(String id) {
        String body = "{\"workerId\":\"w\",\"taskId\":\"" + id + "\",\"input\":\"question\",\"budget\":\"low\"}";
        return HttpRequest.newBuilder(server.url().resolve("/api/tasks"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> read(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
