package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files that come with tasks, and files that tasks publish. */
class FilesTest {

    private static final SandboxOptions OPTIONS = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO));

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void attachedFilesAreKeptByteForByteOverRestarts() throws Exception {
        byte[] bytes = new byte[70_000];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (i * 7));
        SandboxOptions options = OPTIONS.withBooks(folder);
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client.Reply reply = upload(Client.of(sandbox), bytes);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.json().path("output_text").asString())
                    .contains("I read Grüße.bin (70000 bytes), 2-Grüße.bin (2 bytes).");
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            String path = "/api/workers/wrk_demo/files/tsk_a/0/attached/";
            assertThat(download(client, client.base() + path + "Gr%C3%BC%C3%9Fe.bin"))
                    .isEqualTo(bytes);
            assertThat(download(client, client.base() + path + "2-Gr%C3%BC%C3%9Fe.bin"))
                    .asString()
                    .isEqualTo("\r\n");
            assertThat(client.get(path + "other").status()).isEqualTo(404);
            assertThat(sandbox.snapshot().task("tsk_a").orElseThrow().inputs()).containsExactly("Read — this.");
        }
    }

    @Test
    void formsThatAreNoneAreRefused() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            assertThat(form(client, "multipart/form-data", "x".getBytes(StandardCharsets.UTF_8))
                            .text())
                    .contains("no boundary");
            assertThat(form(client, "multipart/form-data; boundary=B", "x".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
            assertThat(form(client, "multipart/form-data; boundary=B", "--B\r\nno end".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
            assertThat(form(client, "multipart/form-data; boundary=B", "--B--".getBytes(StandardCharsets.UTF_8))
                            .text())
                    .contains("input is missing");
        }
    }

    @Test
    void aTaskPublishesFilesWhenItsInputAsks() throws Exception {
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            Client client = Client.of(sandbox);
            JsonNode worker = client.send(
                            "POST",
                            "/api/tasks",
                            "{\"workerId\":\"wrk_demo-triage\",\"taskId\":\"tsk_a\",\"input\":\"Answer as a file.\"}")
                    .json();
            assertThat(worker.at("/files/0/filename").asString()).isEqualTo("report.md");
            assertThat(worker.at("/files/1/mediaType").asString()).isEqualTo("application/json");
            byte[] report = download(client, worker.at("/files/0/url").asString());
            assertThat(report).hasSize(worker.at("/files/0/size").asInt());
            assertThat(new String(report, StandardCharsets.UTF_8))
                    .contains(worker.path("output_text").asString());
            assertThat(new String(
                            download(
                                    client,
                                    client.base() + "/api/workers/wrk_demo-triage/files/tsk_a/0/data/result.json"),
                            StandardCharsets.UTF_8))
                    .isEqualTo(worker.path("structured_output").toString());
            assertThat(client.get("/api/tasks/tsk_a/turns").json().at("/items/0/files"))
                    .isEqualTo(worker.path("files"));
            assertThat(client.get("/api/workers/wrk_demo/files/tsk_a/0/report.md")
                            .status())
                    .isEqualTo(404);
            client.post("tsk_b", "Answer plainly.");
            assertThat(client.get("/api/tasks/tsk_b/turns")
                            .json()
                            .at("/items/0/files")
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void aShareOfTasksPublishesUnaskedAndAddressesMayBeRelative() throws IOException {
        SandboxOptions options = OPTIONS.withPublishedFiles(0.3).with(Setting.FILE_URL, "relative");
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            long publishing = IntStream.range(0, 100)
                    .mapToObj(i -> client.post("tsk_" + i, "Row").json().path("files"))
                    .filter(files -> files.size() == 1)
                    .peek(files -> assertThat(files.at("/0/url").asString()).startsWith("/api/workers/wrk_demo/files/"))
                    .count();
            assertThat(publishing).isBetween(15L, 50L);
        }
    }

    private static Client.Reply upload(Client client, byte[] bytes) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "workerId", "wrk_demo");
        text(body, "taskId", "tsk_a");
        text(body, "input", "Read — this.");
        text(body, "unknown", "ignored");
        file(body, "files[]", "C:\\folder\\Grüße.bin", bytes);
        file(body, "files", "../Grüße.bin", new byte[] {'\r', '\n'});
        body.writeBytes("--B-1--\r\n".getBytes(StandardCharsets.UTF_8));
        return form(client, "multipart/form-data; boundary=\"B-1\"", body.toByteArray());
    }

    private static void text(ByteArrayOutputStream body, String name, String value) {
        body.writeBytes(("--B-1\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void file(ByteArrayOutputStream body, String part, String name, byte[] bytes) {
        String escaped = name.replace("\\", "\\\\");
        body.writeBytes(("--B-1\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + escaped
                        + "\"\r\nContent-Type: application/x-test\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Client.Reply form(Client client, String type, byte[] body) {
        return client.send(HttpRequest.newBuilder(URI.create(client.base() + "/api/tasks"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private static byte[] download(Client client, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<byte[]> response = client.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
