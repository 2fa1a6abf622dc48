package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandingerApiTest {

    private static final String KEY = "hdg_live_secret42";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final FaultServer server = FaultServer.create().start();
    private final HandingerApi api = api(server.url());

    private static HandingerApi api(URI url) {
        return new HandingerApi(ApiOptions.of(url, KEY, "handinger-batch/1.0", Map.of()));
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    @Test
    void requestIsWhatTheApiDocuments() throws Exception {
        assertThat(send(api, "tsk_1", "Grüße \"an\" \u0007 🐕"))
                .isInstanceOf(Reply.Ok.class)
                .asString()
                .contains("outputText=done: Grüße");
        Sighting seen = server.books().requests().get(0);
        assertThat(seen.method() + " " + seen.path()).isEqualTo("POST /api/tasks");
        assertThat(seen.headers())
                .containsEntry("authorization", "Bearer " + KEY)
                .containsEntry("user-agent", "handinger-batch/1.0")
                .containsEntry("content-type", "application/json")
                .doesNotContainKeys("upgrade", "http2-settings", "expect");
        assertThat(seen.body())
                .isEqualToIgnoringCase("{\"workerId\":\"wrk_1\",\"taskId\":\"tsk_1\",\"budget\":\"low\","
                        + "\"input\":\"Grüße \\\"an\\\" \\u0007 🐕\"}");
    }

    @Test
    void workerIsAskedForAsTheApiDocuments() throws Exception {
        CreateWorker whole = new CreateWorker("T", "Judge.", null, "S", "private", "{\"type\":\"object\",\"x\":1.10}");
        assertThat(api.createWorker(whole, DEADLINE).get()).isEqualTo(new Reply.Ok<>(200, "wrk_made-1"));
        CreateWorker least = new CreateWorker("T", null, "Judges.", null, "public", null);
        assertThat(api.createWorker(least, DEADLINE).get()).isEqualTo(new Reply.Ok<>(200, "wrk_made-2"));
        Sighting seen = server.books().requests().get(0);
        assertThat(seen.method() + " " + seen.path()).isEqualTo("POST /api/workers");
        assertThat(server.books().workers())
                .containsExactly(
                        "{\"title\":\"T\",\"instructions\":\"Judge.\",\"summary\":\"S\",\"visibility\":\"private\","
                                + "\"outputSchema\":{\"type\":\"object\",\"x\":1.10}}",
                        "{\"title\":\"T\",\"prompt\":\"Judges.\",\"visibility\":\"public\"}");
    }

    /** An older generation started a task there. */
    @Test
    void anAnswerThatIsNoTemplateTellsNothing() throws Exception {
        for (String body : new String[] {
            "{}", "[]", "{\"id\":7}", "{\"id\":\"t\",\"running\":true}", "{\"id\":\"t\",\"status\":\"x\"}"
        }) {
            server.plan(seen -> new Fault.ErrorBefore(200, "application/json", body, Map.of()));
            assertThat(api.createWorker(new CreateWorker("T", "x", null, null, "public", null), DEADLINE)
                            .get())
                    .as(body)
                    .isInstanceOfSatisfying(
                            Reply.Unknown.class,
                            unknown -> assertThat(unknown.cause()).isEqualTo(Reply.Cause.UNREADABLE));
        }
    }

    @Test
    void halfASurrogatePairGoesOutAsItsEscape() throws Exception {
        assertThat(send(api, "tsk_1", "a\ud83d b")).isInstanceOf(Reply.Ok.class);
        assertThat(server.books().requests().get(0).body().toLowerCase(java.util.Locale.ROOT))
                .contains("a\\ud83d b");
    }

    @Test
    void taskCanBeReadInEveryWay() throws Exception {
        send(api, "tsk_1", "question");
        assertThat(api.readTask("tsk_1", DEADLINE).get().toString())
                .contains("Ok[", "id=tsk_1", "workerId=wrk_1", "status=COMPLETED", "credits=3", "turnCount=1");
        assertThat(api.readWorker("wrk_1", "tsk_1", DEADLINE).get().toString())
                .contains("Ok[", "outputText=done: question", "structuredOutput={\"echo\":\"question\"}");
        assertThat(api.readTurns("tsk_1", DEADLINE).get().toString())
                .contains("Ok[", "seq=0", "input=question", "credits=3");
    }

    @Test
    void withoutKeyNoneIsSentAndBasePathIsKept() throws Exception {
        try (HandingerApi open =
                new HandingerApi(ApiOptions.of(URI.create(server.url() + "/proxy/"), null, "test/1", Map.of()))) {
            assertThat(open.readTask("tsk_1", DEADLINE).get()).isInstanceOf(Reply.Absent.class);
        }
        Sighting seen = server.books().requests().get(0);
        assertThat(seen.path()).isEqualTo("/proxy/api/tasks/tsk_1");
        assertThat(seen.headers()).doesNotContainKey("authorization");
    }

    @Test
    void idsAreOpaqueText() throws Exception {
        for (String id : List.of("a/b c?é#%+&=", "..", ".")) {
            assertThat(api.readTask(id, DEADLINE).get()).isInstanceOf(Reply.Absent.class);
        }
        assertThat(server.books().requests())
                .extracting(Sighting::path)
                .containsExactly("/api/tasks/a%2Fb%20c%3F%C3%A9%23%25%2B%26%3D", "/api/tasks/%2E%2E", "/api/tasks/%2E");
        assertThat(server.books().requests().get(0).taskId()).isEqualTo("a/b c?é#%+&=");
    }

    @Test
    void emptyIdsAndDeadlinesAreRefusedBeforeSending() {
        assertThatThrownBy(() -> api.readTask("", DEADLINE)).hasMessage("a request needs a non-empty taskId");
        assertThatThrownBy(() -> api.readWorker("", "t", DEADLINE)).hasMessage("a request needs a non-empty workerId");
        assertThatThrownBy(() -> new CreateTask("", "t", "i", "low")).hasMessageContaining("workerId");
        assertThatThrownBy(() -> new CreateTask("w", "", "i", "low")).hasMessageContaining("taskId");
        assertThatThrownBy(() -> api.readTask("t", Duration.ZERO)).hasMessageContaining("deadline above 0");
        assertThat(server.books().requests()).isEmpty();
    }

    @Test
    void thousandRequestsInFlightAreThousandPaidTurns() throws Exception {
        CountDownLatch allHere = new CountDownLatch(1000);
        server.plan(seen -> {
            allHere.countDown();
            return await(allHere) ? Fault.NONE : new Fault.ErrorBefore(500, "not all at once");
        });
        List<CompletableFuture<Reply<WorkerAnswer>>> replies = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            replies.add(api.createTask(new CreateTask("wrk_1", "tsk_" + i, "question " + i, "low"), DEADLINE));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(replies.get(i).get(30, TimeUnit.SECONDS).toString()).contains("done: question " + i + ",");
        }
        assertThat(server.books().turns()).isEqualTo(1000);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(server.books().requests()).hasSize(1000);
    }

    @Test
    void redirectIsNeverFollowedAndTheKeyStaysHome() throws Exception {
        try (FaultServer stranger = FaultServer.create().start()) {
            Map<String, String> location = Map.of("Location", stranger.url() + "/api/tasks");
            server.plan(FaultPlan.always(new Fault.ErrorBefore(307, "application/json", "{}", location)));
            assertThat(send(api, "tsk_1", "question")).isInstanceOf(Reply.Unknown.class);
            assertThat(api.readTask("tsk_1", DEADLINE).get()).isInstanceOf(Reply.Unknown.class);
            assertThat(stranger.books().requests()).isEmpty();
            assertThat(server.books().requests()).hasSize(2);
        }
    }

    @Test
    void sendOverAConnectionThatDiesIsNotRepeated() throws Exception {
        send(api, "tsk_1", "question"); // leaves a connection to be used again
        server.plan(FaultPlan.sends(new Fault.ResetBefore()));
        assertThat(send(api, "tsk_2", "question"))
                .asString()
                .contains("Unknown[status=null, cause=CONNECTION_LOST", "the connection broke before an answer");
        assertThat(server.books().sends("tsk_2")).isEqualTo(1);
        assertThat(server.books().turns("tsk_2")).isZero();
    }

    @Test
    void nobodyListensMeansNotSent() throws Exception {
        server.stop();
        String advice = "no connection to " + server.url() + " (nothing listens there";
        assertThat(send(api, "tsk_1", "question"))
                .isInstanceOf(Reply.NotSent.class)
                .asString()
                .contains(advice);
        assertThat(api.readTask("tsk_1", DEADLINE).get())
                .isInstanceOf(Reply.NotSent.class)
                .asString()
                .contains(advice);
        server.start();
        assertThat(send(api, "tsk_1", "question")).isInstanceOf(Reply.Ok.class);
    }

    @Test
    void unknownHostMeansNotSent() throws Exception {
        try (HandingerApi lost = api(URI.create("http://no-such-host.invalid"))) {
            assertThat(send(lost, "tsk_1", "question")).isInstanceOf(Reply.NotSent.class);
            assertThat(lost.readTask("tsk_1", DEADLINE).get()).isInstanceOf(Reply.NotSent.class);
        }
    }

    /** Whether the client takes the body over before it notices is a race; both replies are safe. */
    @Test
    void serverWithoutTlsMeansNothingPaid() throws Exception {
        URI tls = URI.create(server.url().toString().replace("http:", "https:"));
        try (HandingerApi wrong = api(tls)) {
            assertThat(send(wrong, "tsk_1", "question")).isInstanceOfAny(Reply.NotSent.class, Reply.Unknown.class);
            assertThat(wrong.readTask("tsk_1", DEADLINE).get())
                    .isInstanceOfAny(Reply.NotSent.class, Reply.Unknown.class);
        }
        assertThat(server.books().requests()).isEmpty();
    }

    @Test
    void certificateThatIsNotTrustedMeansNotSent(@TempDir Path folder) throws Exception {
        try (ServerSocket stranger = selfSigned(folder);
                HandingerApi careful = api(URI.create("https://127.0.0.1:" + stranger.getLocalPort()))) {
            assertThat(send(careful, "tsk_1", "question"))
                    .isInstanceOf(Reply.NotSent.class)
                    .asString()
                    .contains("its certificate is not trusted", "certi");
            assertThat(careful.readTask("tsk_1", DEADLINE).get()).isInstanceOf(Reply.NotSent.class);
        }
    }

    @Test
    void handshakeThatNeverEndsMeansNotSentAfterTheConnectTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HandingerApi patient = new HandingerApi(new ApiOptions(
                        URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                        KEY,
                        "test/1",
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        1000,
                        Map.of()))) {
            assertThat(send(patient, "tsk_1", "question"))
                    .isInstanceOf(Reply.NotSent.class)
                    .asString()
                    .containsAnyOf("it took too long", "timed out");
        }
    }

    @Test
    void countsTellWhatWasAsked() throws Exception {
        send(api, "tsk_1", "question");
        server.plan(seen -> seen.isSend() ? new Fault.RateLimit("1") : Fault.NONE);
        send(api, "tsk_2", "question");
        api.readTask("tsk_1", DEADLINE).get();
        api.readTask("tsk_3", DEADLINE).get();
        server.plan(FaultPlan.always(new Fault.ErrorBefore(503, "x")));
        api.readTask("tsk_1", DEADLINE).get();
        server.stop();
        api.readTask("tsk_1", DEADLINE).get();

        ApiCounts counts = api.snapshot();
        assertThat(counts).isEqualTo(new ApiCounts(2, 4, 2, 1, 1, 1, 1, counts.bytesOut(), counts.bytesIn()));
        assertThat(counts.bytesOut())
                .isEqualTo(server.books().requests().stream()
                        .mapToLong(seen -> seen.body().length())
                        .sum());
        assertThat(counts.bytesIn()).isGreaterThan(300);
    }

    /** Answers every connection with a certificate that nobody trusts. */
    private static ServerSocket selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String command = "-genkeypair -alias a -keyalg EC -dname CN=127.0.0.1 -storepass changeit -keystore " + store;
        List<String> keytool = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        keytool.addAll(List.of(command.split(" ", -1)));
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        char[] password = "changeit".toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    connection.getInputStream().readAllBytes();
                } catch (IOException refused) {
                    assertThat(refused).isNotNull(); // the client's alert, or the end of the test
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            return false;
        }
    }

    private static Reply<WorkerAnswer> send(HandingerApi api, String taskId, String input) throws Exception {
        return api.createTask(new CreateTask("wrk_1", taskId, input, "low"), DEADLINE)
                .get(30, TimeUnit.SECONDS);
    }
}
