package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Books outlive their sandbox. */
class BooksTest {

    private static final long START = 1_784_017_805_000L;
    private static final long MINUTE = 60_000;

    @TempDir
    Path folder = Path.of("unset");

    private SandboxOptions options = SandboxOptions.defaults();

    @BeforeEach
    void keepBooks() {
        options = SandboxOptions.defaults().withBooks(folder).withLatency(Latency.fixed(Duration.ZERO));
    }

    @Test
    void tasksTurnsAndAnswersAreFoundAgain() throws IOException {
        SandboxBooks before;
        String turns;
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            client.post("tsk_a", "Grüße, 世界 🐕 \"quoted\"\nline");
            client.post("tsk_a", "Again");
            client.send(
                    "POST", "/api/tasks", "{\"input\":\"x\",\"workerId\":\"wrk_demo-triage\",\"taskId\":\"tsk_b\"}");
            before = sandbox.snapshot();
            turns = client.get("/api/tasks/tsk_a/turns").text()
                    + client.get("/api/tasks/tsk_b/turns").text();
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            assertThat(sandbox.snapshot().tasks().stream().map(BooksTest::withoutPosts))
                    .containsExactlyElementsOf(
                            before.tasks().stream().map(BooksTest::withoutPosts).toList());
            assertThat(client.get("/api/tasks/tsk_a/turns").text()
                            + client.get("/api/tasks/tsk_b/turns").text())
                    .isEqualTo(turns);
            client.post("tsk_a", "Third");
            assertThat(client.task("tsk_a").at("/totals/turnCount").asInt()).isEqualTo(3);
        }
    }

    @Test
    void whatRanWhenTheSandboxWasClosedHasGoneOn() throws IOException {
        ManualTimeline time = new ManualTimeline(START);
        SandboxOptions slow = options.withLatency(Latency.fixed(Duration.ofMinutes(1)));
        try (Sandbox sandbox = Sandbox.start(slow, time)) {
            CompletableFuture<Client.Reply> unused = Client.of(sandbox).postLater("tsk_a", "Hello");
            time.awaitAlarms(1);
        }
        try (Sandbox sandbox = Sandbox.start(slow, new ManualTimeline(START + MINUTE - 1))) {
            assertThat(Client.of(sandbox).task("tsk_a").path("status").asString())
                    .isEqualTo("running");
            assertThat(Client.of(sandbox).post("tsk_a", "Hello").status()).isEqualTo(409);
        }
        try (Sandbox sandbox = Sandbox.start(slow, new ManualTimeline(START + MINUTE))) {
            assertThat(Client.of(sandbox).task("tsk_a").path("status").asString())
                    .isEqualTo("completed");
            assertThat(Client.of(sandbox).task("tsk_a").path("completedAt").asString())
                    .isEqualTo("2026-07-14T08:31:05.000Z");
        }
    }

    @Test
    void workersTheirVersionsAndTheirEndAreKept() throws IOException {
        String kept;
        String gone;
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            String schema = "{\"outputSchema\":{\"type\":\"object\",\"required\":[\"a\"]}}";
            kept = client.send("POST", "/api/workers", schema).json().path("id").asString();
            gone = client.send("POST", "/api/workers", "{}").json().path("id").asString();
            client.send("PATCH", "/api/workers/" + kept, "{\"title\":\"Second\"}");
            client.send("DELETE", "/api/workers/" + gone, "");
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            Client.Reply reply = client.send("PATCH", "/api/workers/" + kept, "{}");
            assertThat(reply.json().path("title").asString()).isEqualTo("Second");
            assertThat(reply.json().at("/outputSchema/required/0").asString()).isEqualTo("a");
            assertThat(client.get("/api/workers/" + gone).status()).isEqualTo(404);
            assertThat(client.send("POST", "/api/workers", "{}")
                            .json()
                            .path("id")
                            .asString())
                    .isNotIn(kept, gone);
        }
    }

    @Test
    void webhooksAreFoundAgain() throws IOException {
        String path = "/api/workers/wrk_demo/webhook";
        String first;
        String second;
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            first = client.send("PUT", path, "{\"url\":\"https://a.example.test/\"}")
                    .text();
            client.send("PUT", path, "{\"url\":\"https://b.example.test/\"}");
            second = client.get(path).text();
            assertThat(second).isEqualTo(first.replace("a.example", "b.example"));
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            assertThat(client.get(path).text()).isEqualTo(second);
            Client.Reply renewed = client.send("POST", path + "/regenerate-token", "");
            assertThat(renewed.json().path("url").asString()).isEqualTo("https://b.example.test/");
            assertThat(renewed.json().path("token").asString())
                    .startsWith("whk_")
                    .isNotEqualTo(
                            JsonMapper.shared().readTree(second).path("token").asString());
        }
    }

    @Test
    void everyCutOfTheLastLineLosesThatLineAlone() throws IOException {
        Path file = folder.resolve("books.jsonl");
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client.of(sandbox).post("tsk_a", "Hello");
            Client.of(sandbox).post("tsk_b", "Hello");
        }
        byte[] whole = Files.readAllBytes(file);
        int firstLine = new String(whole, StandardCharsets.US_ASCII).indexOf('\n') + 1;
        for (int length = firstLine; length < whole.length; length += 7) {
            Files.write(file, whole);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            try (Sandbox sandbox = Sandbox.start(options)) {
                assertThat(ids(sandbox)).containsExactly("tsk_a");
                Client.of(sandbox).post("tsk_c", "Hello");
            }
            try (Sandbox sandbox = Sandbox.start(options)) {
                assertThat(ids(sandbox)).containsExactly("tsk_a", "tsk_c");
            }
        }
    }

    @Test
    void aBrokenLineAmongOthersIsNotGuessedAt() throws IOException {
        Files.writeString(
                folder.resolve("books.jsonl"), "{\"archived\":\"tsk_a\"}\nnonsense\n{\"archived\":\"tsk_a\"}\n");

        assertThatThrownBy(() -> Sandbox.start(options))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("books.jsonl, line 2");
    }

    @Test
    void twoSandboxesCannotShareBooks() throws IOException {
        try (Sandbox first = Sandbox.start(options)) {
            assertThatThrownBy(() -> Sandbox.start(options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another sandbox keeps its books in")
                    .hasMessageContaining(folder.toString());
            assertThat(Client.of(first).post("tsk_a", "Hello").status()).isEqualTo(200);
        }
        Sandbox.start(options).close();
    }

    @Test
    void aTakenPortIsNamedAndFreesTheBooks() throws IOException {
        try (Sandbox first = Sandbox.start(options.withBooks(null))) {
            int port = first.baseUrl().getPort();
            assertThatThrownBy(() -> Sandbox.start(options.withPort(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
        Sandbox.start(options).close();
    }

    @Test
    void aHundredThousandTasksOpenQuickly() throws IOException {
        try (Book book = new Book(new Rules(options))) {
            for (int i = 0; i < 100_000; i++) {
                book.record(JournalLine.of(new Turn(
                        "tsk_" + i,
                        "wrk_demo",
                        0,
                        0,
                        "Is claim number " + i + " true?",
                        Budget.LOW,
                        START,
                        START,
                        200,
                        1,
                        Turn.End.COMPLETED,
                        Turn.Trigger.API,
                        null)));
            }
        }
        long before = System.nanoTime();
        try (Book book = new Book(new Rules(options))) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(book.taskCount()).isEqualTo(100_000);
            assertThat(book.spent()).isEqualTo(100_000);
        }
    }

    private static List<String> ids(Sandbox sandbox) {
        return sandbox.snapshot().tasks().stream()
                .map(SandboxBooks.TaskEntry::id)
                .toList();
    }

    private static SandboxBooks.TaskEntry withoutPosts(SandboxBooks.TaskEntry entry) {
        return new SandboxBooks.TaskEntry(
                entry.id(), entry.workerId(), entry.status(), entry.turns(), entry.credits(), entry.inputs(), 0);
    }
}
