package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.FaultServer.Streaming;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to notice the end of a task gives the same results, and buys every row once. */
class CompletionTest {

    private static final Set<String> LOST = Set.of("Say word-e", "Say word-h");

    private static final FaultServer server = FaultServer.create();
    /** What rows of their own, and rows that add turns, leave when nothing goes wrong. */
    private static Map<String, String> ownTasks = Map.of();

    private static Map<String, String> addedTurns = Map.of();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void undisturbed(@TempDir Path place) throws IOException {
        server.latency(id -> Duration.ofMillis(250 + Math.floorMod(id.hashCode(), 150)))
                .start();
        ownTasks = files(workshop(place.resolve("tasks"), "block").start(ask -> ask.id("june")));
        addedTurns = files(turns(workshop(place.resolve("turns"), "block")).start(ask -> ask.id("june")));
    }

    @BeforeEach
    void forget() {
        server.forget().plan(FaultPlan.NONE).streaming(Streaming.NOT_OFFERED).lostDeliveries(input -> false);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private Workshop workshop(String completion) throws IOException {
        return workshop(folder, completion);
    }

    private static Workshop workshop(Path folder, String completion) throws IOException {
        Files.createDirectories(folder);
        return new Workshop(folder, server)
                .rows("a b c d e f g h")
                .set("limits.concurrency", "8")
                .set("api.timeout", "100ms")
                .set("limits.taskTime", "20s")
                .set("completion", completion);
    }

    private Stream<Sighting> streams() {
        return server.books().requests().stream()
                .filter(seen -> seen.headers().getOrDefault("accept", "").startsWith("text/event-stream"));
    }

    /** Answers of sends get lost, reads fail, streams break, and webhooks are not told. */
    private Workshop underFaults(String completion, Streaming streaming) throws IOException {
        server.streaming(streaming)
                .lostDeliveries(input -> LOST.contains(input))
                .plan(seen -> seen.number() % 9 == 0 && !seen.ofWebhook()
                        ? seen.isSend() ? new Fault.ResetAfter() : new Fault.ErrorBefore(503, "reads are tired")
                        : Fault.NONE);
        Workshop workshop = workshop(completion).set("limits.concurrency", "3");
        return completion.equals("webhook") ? workshop.set("webhook.listen", "127.0.0.1:0") : workshop;
    }

    private static Map<String, String> files(Ended ended) throws IOException {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        Map<String, String> files = new TreeMap<>();
        for (String name : List.of("results.jsonl", "results.csv", "failed.jsonl", "unusable.jsonl")) {
            files.put(name, Files.readString(ended.directory().resolve(name)));
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({
        "auto, NOT_OFFERED",
        "block, NOT_OFFERED",
        "poll, NOT_OFFERED",
        "stream, NOT_OFFERED",
        "stream, BREAKS",
        "stream, ENDS_EARLY",
        "webhook, NOT_OFFERED"
    })
    void theFilesAreTheSame(String completion, Streaming streaming) throws IOException {
        Map<String, String> files = files(underFaults(completion, streaming).start(ask -> ask.id("june")));

        assertThat(files).isEqualTo(ownTasks);
        assertThat(files.get("results.jsonl")).hasLineCount(8).contains("done: Say word-h");
        assertThat(server.books().tasks()).hasSize(8);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"stream, BREAKS", "webhook, NOT_OFFERED"})
    void theTurnsAreTheSame(String completion, Streaming streaming) throws IOException {
        Map<String, String> files =
                files(turns(underFaults(completion, streaming)).start(ask -> ask.id("june")));

        assertThat(files).isEqualTo(addedTurns);
        assertThat(files.get("results.jsonl")).hasLineCount(8).contains("done: Say word-h");
        assertThat(server.books().turns()).isEqualTo(8 + 4);
    }

    /** Two turns for each of four tasks. */
    private static Workshop turns(Workshop workshop) throws IOException {
        for (int task = 0; task < 4; task++) {
            server.books().begin("tsk_" + task, "wrk_1", "first");
        }
        return workshop.rows("a=0 b=1 c=2 d=3 e=0 f=1 g=2 h=3")
                .set("task.input", "Say word-{{id}}")
                .set("task.continues", "tsk_{{text}}");
    }

    @Test
    void aServerWithoutStreamsIsAskedForOneOnce() throws IOException {
        Ended ended =
                workshop("stream").rows("a b c").set("limits.concurrency", "1").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(streams()).hasSize(1);
    }

    @Test
    void aStreamTellsWhenToRead() throws IOException {
        server.streaming(Streaming.WHOLE);
        assertThat(workshop("stream").start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(streams()).hasSizeBetween(7, 8);
    }

    @Test
    void aBlockedSendIsHeldBeyondTheTimeout() throws IOException {
        Ended ended = workshop("block").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        // A send, a read of its task, and a few looks beside the first.
        assertThat(server.books().requests()).hasSizeLessThan(2 * 8 + 6);
    }
}
