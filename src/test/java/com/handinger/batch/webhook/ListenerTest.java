package com.handinger.batch.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.sandbox.Sandbox;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deliveries over real HTTP: what carries the token is a hint, and everything else is nothing. */
class ListenerTest {

    private static final String HOST = "127.0.0.1";
    private static final String TOKEN = "whk_01J0ZK9C3E5G7J9M1P3R5T7W9Y";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Listener listener;

    ListenerTest() throws IOException {
        Sandbox.tuneServers();
        listener = Listener.open(HOST, 0, told::add);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + listener.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private int deliver(String token, String body) throws Exception {
        return status(
                to("/any/path?x=1").header("X-Handinger-Token", token).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"taskId":"t1","workerId":"w","status":"completed"} | t1 | the form of the sandbox
            {"taskId":"t1"}                                     | t1 | nothing but the task
            {"task":{"id":"t1","status":"error"}}               | t1 | the task as reads show it
            {"task":{"taskId":"t1"}}                            | t1 | the task under another name
            {"taskId":7}                                        |    | no id
            {"status":"completed"}                              |    | no task
            {"taskId":"t1                                       |    | cut
            [1]                                                 |    | no object
            ''                                                  |    | nothing at all
            """)
    void aDeliveryNamesATask(String body, @Nullable String taskId, String reason) throws Exception {
        listener.trust(TOKEN);
        assertThat(deliver(TOKEN, body)).as(reason).isEqualTo(204);
        assertThat(told).as(reason).containsExactlyElementsOf(taskId == null ? List.of() : List.of(taskId));
        assertThat(listener.count()).isEqualTo(new Listener.Count(1, 0));
    }

    @Test
    void withoutTheTokenNothingCounts() throws Exception {
        String body = "{\"taskId\":\"t1\"}";
        assertThat(deliver(TOKEN, body)).as("no token is known yet").isEqualTo(401);
        listener.trust(TOKEN);
        for (String forged : List.of("", "x", TOKEN.substring(1), TOKEN + "x", TOKEN.toLowerCase(Locale.ROOT))) {
            assertThat(deliver(forged, body)).as(forged).isEqualTo(401);
        }
        assertThat(status(to("/").POST(HttpRequest.BodyPublishers.ofString(body))))
                .isEqualTo(401);
        assertThat(told).isEmpty();
        assertThat(listener.count()).isEqualTo(new Listener.Count(0, 7));
    }

    @Test
    void onlyShortPostsAreTaken() throws Exception {
        listener.trust(TOKEN);
        assertThat(status(to("/").header("X-Handinger-Token", TOKEN).GET())).isEqualTo(405);
        String most = "{\"taskId\":\"t1\"}" + " ".repeat(64 * 1024 - 15);
        assertThat(deliver(TOKEN, most)).isEqualTo(204);
        assertThat(deliver(TOKEN, most + " ")).isEqualTo(413);
        assertThat(told).containsExactly("t1");
    }

    /** Connections that say nothing are no reason to be deaf. */
    @Test
    void idleConnectionsHoldNobodyUp() throws Exception {
        listener.trust(TOKEN);
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
            }
            assertThat(deliver(TOKEN, "{\"taskId\":\"t1\"}")).isEqualTo(204);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressThatCannotBeHadIsSaid() {
        assertThatThrownBy(() -> Listener.open(HOST, listener.port(), told::add))
                .isInstanceOf(BindException.class);
        assertThatThrownBy(() -> Listener.open("no-such-host.invalid", 0, told::add))
                .isInstanceOf(UnknownHostException.class);
    }
}
