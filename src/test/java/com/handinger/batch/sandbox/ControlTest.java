package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Settings by name, and the desk where they are changed while the sandbox runs. */
class ControlTest {

    private static final SandboxOptions OPTIONS = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO));

    @Test
    void settingsChangeWhileItRunsAllOrNone() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            Client.Reply changed = client.send(
                    "PUT", "/sandbox/settings", "{\"successCode\":201,\"failedRuns\":\"100%\",\"maxOpen\":\"30s\"}");
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            assertThat(client.post("tsk_a", "Hello").status()).isEqualTo(201);
            assertThat(client.task("tsk_a").path("status").asString()).isEqualTo("error");

            Client.Reply wrong =
                    client.send("PUT", "/sandbox/settings", "{\"successCode\":\"200\",\"maxOpen\":\"30\"}");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.text()).contains("maxOpen").contains("500ms");
            assertThat(client.get("/sandbox/settings")
                            .json()
                            .path("successCode")
                            .asString())
                    .isEqualTo("201");
            assertThat(client.get("/sandbox/settings").json().path("maxOpen").asString())
                    .isEqualTo("30000ms");
        }
    }

    @Test
    void whatIsReadCanBeSetAgain() {
        SandboxOptions options = Tuning.set(Tuning.set(OPTIONS, "rate", "600/m"), "balance", "-5");
        Map<String, String> all = Tuning.all(options);
        SandboxOptions again = SandboxOptions.defaults();
        for (Map.Entry<String, String> setting : all.entrySet()) {
            again = Tuning.set(again, setting.getKey(), setting.getValue());
        }
        assertThat(Tuning.all(again)).isEqualTo(all).containsEntry("rate", "600/m");
        assertThat(again.limits()).isEqualTo(options.limits());
    }

    @Test
    void faultsChangeWhileItRuns() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            client.send("PUT", "/sandbox/faults", "{\"errorBeforeWork\":\"50%\",\"forbidden\":0.25}");
            long[] statuses = IntStream.range(0, 60)
                    .mapToLong(i -> client.post("tsk_" + i, "Hello").status())
                    .toArray();
            assertThat(IntStream.range(0, 60).filter(i -> statuses[i] == 500)).hasSizeBetween(15, 45);
            assertThat(IntStream.range(0, 60).filter(i -> statuses[i] == 403)).hasSizeBetween(3, 30);
            assertThat(client.get("/sandbox/faults").text()).isEqualTo("{\"errorBeforeWork\":0.5,\"forbidden\":0.25}");
            assertThat(client.send("PUT", "/sandbox/faults", "{\"typo\":1}").text())
                    .contains("dropAfterStart");
            client.send("PUT", "/sandbox/faults", "{}");
            assertThat(client.post("tsk_last", "Hello").status()).isEqualTo(200);
        }
    }

    @Test
    void theBooksAreOpen() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            client.post("tsk_a", "Hello");
            Client.Reply books = client.get("/sandbox/books");
            assertThat(books.json().at("/tasks/0/id").asString()).isEqualTo("tsk_a");
            assertThat(books.json().at("/tasks/0/turns").asInt()).isEqualTo(1);
            assertThat(books.json().path("requests").toString()).isEqualTo("{\"createTask\":1}");
            assertThat(client.send("PUT", "/sandbox/books", "{}").status()).isEqualTo(405);
            assertThat(client.get("/sandbox/nowhere").status()).isEqualTo(404);
        }
    }

    @Test
    void aHostOfAnotherNameIsTurnedAway() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), sandbox.baseUrl().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET /sandbox/books HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(reader.readLine()).contains(" 403 ");
        }
    }

    @Test
    void sharesOfFaultsAreReadFromText() {
        assertThat(FaultShares.parse("dropAfterStart=2%, silence=0.5").named())
                .isEqualTo(Map.of("dropAfterStart", 0.02, "silence", 0.5));
        assertThat(FaultShares.parse("6%").shares().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isBetween(0.0599, 0.0601);
        assertThat(FaultShares.parse("6%").named()).doesNotContainKeys("silence", "forbidden", "none");
        assertThatThrownBy(() -> FaultShares.parse("none=5%")).hasMessageContaining("no fault \"none\"");
        assertThatThrownBy(() -> FaultShares.parse("dropAfterStart=2%,x")).hasMessageContaining("named share");
        assertThatThrownBy(() -> FaultShares.parse("101%")).hasMessageContaining("at most 100%");
        assertThatThrownBy(() -> Tuning.set(OPTIONS, "sucessCode", "200")).hasMessageContaining("successCode");
        assertThatThrownBy(() -> Tuning.set(OPTIONS, "timezone", "Mars/North")).hasMessageContaining("Europe/Madrid");
    }
}
