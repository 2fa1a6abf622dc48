package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.FaultServer.Streaming;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to notice the end of a task gives the same results, and buys every row once. */
class CompletionTest {

    private final FaultServer server = FaultServer.create()
            .latency(id -> Duration.ofMillis(250 + Math.floorMod(id.hashCode(), 150)))
            .start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(String completion) throws IOException {
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

    private static List<String> answers(Ended ended) throws IOException {
        return Workshop.lines(ended.directory().resolve("results.jsonl")).stream()
                .map(line -> Stream.of("key", "status", "output_text", "credits", "turns")
                        .map(field -> line.path(field).asString())
                        .collect(Collectors.joining("|")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "auto, NOT_OFFERED",
        "block, NOT_OFFERED",
        "poll, NOT_OFFERED",
        "stream, NOT_OFFERED",
        "stream, WHOLE",
        "stream, BREAKS",
        "stream, ENDS_EARLY"
    })
    void theResultsAreTheSame(String completion, Streaming streaming) throws IOException {
        server.streaming(streaming)
                .plan(seen -> seen.number() % 9 == 0
                        ? seen.isSend() ? new Fault.ResetAfter() : new Fault.ErrorBefore(503, "reads are tired")
                        : Fault.NONE);
        Ended ended = workshop(completion).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(answers(ended))
                .containsExactlyElementsOf(Stream.of("a b c d e f g h".split(" "))
                        .map(key -> key + "|completed|done: Say word-" + key + "|3|1")
                        .toList());
        assertThat(server.books().tasks()).hasSize(8);
        assertThat(server.books().paidTwice()).isEmpty();
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
