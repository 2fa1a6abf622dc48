package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import com.handinger.batch.sandbox.Setting;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs jobs in every way that handles a secret, and then searches everything that they left. */
class SecretsTest {

    private static final String KEY = "hdg_live_Zq7-neverToBeSeen_42";
    private static final Pattern SECRET =
            Pattern.compile("neverToBeSeen|hdg_live_Z|Bearer [^*]|whk_[A-Za-z0-9]{6}|X-Handinger-Token: ?\\w");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> said = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Map.of("HANDINGER_API_KEY", KEY));

    private Call call(String... arguments) {
        Call call = Call.of(
                environment,
                new ByteArrayInputStream(new byte[0]),
                Stream.concat(Arrays.stream(arguments), Stream.of("--runs-dir", folder + "/runs", "-v"))
                        .toList());
        said.add(call.both());
        return call;
    }

    private String job(String name, String baseUrl, String more) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,text\na,one\nb,two\nc,three\n");
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, """
                version: 1
                name: %s
                api: { baseUrl: "%s" }
                worker: { id: wrk_demo }
                input: { file: rows.csv, key: id }
                task: { input: "Say {{text}}", budget: low }
                limits: { concurrency: 3, credits: 100, errors: 100%%, outage: 1s }
                resend: { lookupGrace: 1s, backoff: 1ms..2ms, attempts: 2 }
                %s
                """.formatted(name, baseUrl, more));
        return file.toString();
    }

    @Test
    void nothingThatIsLeftHoldsASecret() throws IOException {
        try (Sandbox fine = Sandbox.start(options());
                Sandbox failing = Sandbox.start(options().withFailedRuns(1))) {
            String address = fine.baseUrl().toString();
            assertThat(call("run", job("plain", address, ""), "--json", "--metrics-file", folder + "/job.prom")
                            .exit())
                    .isZero();
            assertThat(call("run", job("failing", failing.baseUrl().toString(), ""), "--log-format", "json")
                            .exit())
                    .isOne();
            Call webhook = call(
                    "run",
                    job("webhook", address, "completion: webhook\nwebhook: { listen: \"127.0.0.1:0\" }"),
                    "--json");
            assertThat(webhook.exit()).as(webhook.both()).isZero();
            assertThat(webhook.err()).contains("Webhook of worker");
            assertThat(call("status", job("plain", address, ""), "--json").exit())
                    .isZero();
            assertThat(call("verify", job("plain", address, "")).exit()).isZero();
            assertThat(call("run", job("plain", address, ""), "--set", "worker.id=" + KEY)
                            .exit())
                    .isEqualTo(2);
        }
        for (int status : new int[] {401, 400}) {
            refused(status);
        }
        assertThat(String.join("\n", said))
                .contains("\tat ")
                .contains("the server says")
                .doesNotContainPattern(SECRET);
        searchFiles();
    }

    private static SandboxOptions options() {
        return SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ofMillis(20)))
                .with(Setting.WEBHOOK_URLS, "loopback");
    }

    /** A server that shows in each message what it was sent. */
    private void refused(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String heard = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = JsonMapper.shared()
                    .writeValueAsBytes(Map.of("error", Map.of("message", "the server says: no " + heard)));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Echo", heard);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            environment.put("HANDINGER_PUSHGATEWAY_URL", address);
            environment.put("HANDINGER_PUSHGATEWAY_USER", "neverToBeSeen-user");
            environment.put("HANDINGER_PUSHGATEWAY_PASSWORD", "neverToBeSeen-password");
            environment.put("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", address + "/v1?token=neverToBeSeen");
            environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20neverToBeSeen");
            Call run = call("run", job("refused-" + status, address, ""), "--json");
            assertThat(run.exit()).as(run.both()).isNotZero();
            assertThat(run.err())
                    .contains("the Pushgateway " + address + ": it answered " + status)
                    .contains("the OTLP receiver " + address + ": it answered " + status);
            environment.keySet().retainAll(List.of("HANDINGER_API_KEY"));
            call("doctor", job("refused-" + status, address, ""));
        } finally {
            server.stop(0);
        }
    }

    private void searchFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains(
                        "run.log",
                        "job.prom",
                        "summary.json",
                        "results.jsonl",
                        "failed.jsonl",
                        "store.mv.db",
                        "run.json");
        for (Path file : files) {
            // Byte by byte, whatever the file is.
            assertThat(SECRET.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .results())
                    .as(file.toString())
                    .isEmpty();
        }
    }
}
