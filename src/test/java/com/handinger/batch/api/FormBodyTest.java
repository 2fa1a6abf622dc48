package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files go out byte for byte as they were told to be, or not at all. */
class FormBodyTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    private CreateTask.Upload upload(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("file-" + name.hashCode()), bytes);
        return new CreateTask.Upload(
                file,
                name,
                bytes.length,
                HexFormat.of().formatHex(Uploads.sha256().digest(bytes)));
    }

    private CreateTask.Upload upload(String name, String text) throws IOException {
        return upload(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static CreateTask task(String id, CreateTask.Upload... files) {
        return new CreateTask("wrk_1", id, "Lies é\nund zwei", "low", List.of(files));
    }

    @Test
    void theBodyIsWhatTheStandardSays() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("workerId", "wrk_1");
        texts.put("input", "two\nlines");
        FormBody form = new FormBody(texts, List.of(upload("a\"b\r\\\nc.txt", "alpha"), upload("étude.unknown", "")));
        String boundary = form.contentType().replace("multipart/form-data; boundary=", "");
        String body;
        try (InputStream in = form.open()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(body)
                .isEqualTo(String.join(
                        "\r\n",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"workerId\"",
                        "",
                        "wrk_1",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"input\"",
                        "",
                        "two\nlines",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"files[]\"; filename=\"a%22b___c.txt\"",
                        "Content-Type: text/plain",
                        "",
                        "alpha",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"files[]\"; filename=\"étude.unknown\"",
                        "Content-Type: application/octet-stream",
                        "",
                        "",
                        "--" + boundary + "--",
                        ""));
        assertThat(form.length()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
        assertThat(form.fault()).isNull();
    }

    @Test
    void theServerGetsEveryByte() throws Exception {
        byte[] random = new byte[3 << 20];
        new Random(7).nextBytes(random);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults());
                HandingerApi api = new HandingerApi(ApiOptions.of(sandbox.baseUrl(), null, "test", Map.of()))) {
            CreateTask task =
                    task("tsk_bytes", upload("étude \"1\".bin", random), upload("note.md", "# Notiz\r\n--x--\r\n"));
            assertThat(api.createTask(task, DEADLINE).get()).isInstanceOf(Reply.Ok.class);
            assertThat(sent(sandbox, "%C3%A9tude%20%221%22.bin")).isEqualTo(random);
            assertThat(sent(sandbox, "note.md")).isEqualTo("# Notiz\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
            Reply<List<TurnRecord>> turns = api.readTurns("tsk_bytes", DEADLINE).get();
            assertThat(((Reply.Ok<List<TurnRecord>>) turns).body())
                    .singleElement()
                    .extracting(TurnRecord::input)
                    .isEqualTo(task.input());
            assertThat(api.snapshot().bytesOut()).isGreaterThan(random.length);
        }
    }

    private static byte[] sent(Sandbox sandbox, String name) throws Exception {
        URI file = URI.create(sandbox.baseUrl() + "/api/workers/wrk_1/files/tsk_bytes/0/attached/" + name);
        return CLIENT.send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void aChangedFileIsNotSent() throws Exception {
        try (FaultServer server = FaultServer.create().start();
                HandingerApi api = new HandingerApi(ApiOptions.of(server.url(), null, "test", Map.of()))) {
            for (String now : List.of("ALPHA", "alph", "alphabet")) {
                CreateTask.Upload file = upload("a.txt", "alpha");
                Files.writeString(file.file(), now);
                assertThat(api.createTask(task("tsk_1", file), DEADLINE).get())
                        .isEqualTo(new Reply.Unsendable<>(file.file() + " has changed since it was looked at"));
            }
            CreateTask.Upload gone = upload("a.txt", "alpha");
            Files.delete(gone.file());
            assertThat(api.createTask(task("tsk_1", gone), DEADLINE).get())
                    .isInstanceOf(Reply.Unsendable.class)
                    .asString()
                    .contains("cannot be read any more");
            assertThat(server.books().requests()).isEmpty();
            assertThat(api.snapshot().sends()).isZero();
        }
    }

    @Test
    void aFileThatChangesOnItsWayBreaksTheBodyOffBeforeItsEnd() throws IOException {
        for (String now : List.of("ALPHA", "alph", "alphabet")) {
            CreateTask.Upload file = upload("a.txt", "alpha");
            FormBody form = new FormBody(Map.of("input", "x"), List.of(file));
            assertThat(form.fault()).isNull();
            Files.writeString(file.file(), now);
            try (InputStream in = form.open()) {
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("has changed");
            }
        }
    }

    @Test
    void aLongUploadIsNotCutByTheDeadlineOfItsAnswer() throws Exception {
        try (FaultServer server =
                        FaultServer.create().latency(Duration.ofMillis(300)).start();
                HandingerApi api = new HandingerApi(ApiOptions.of(server.url(), null, "test", Map.of()))) {
            Reply<WorkerAnswer> reply = api.createTask(
                            task("tsk_1", upload("a.bin", new byte[1 << 20])), Duration.ofMillis(50))
                    .get();
            assertThat(reply).isInstanceOf(Reply.Ok.class);
            assertThat(server.books().tasks()).hasSize(1);
        }
    }
}
