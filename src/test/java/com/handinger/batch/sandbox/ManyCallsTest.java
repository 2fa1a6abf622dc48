package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting callers cost no thread each. */
class ManyCallsTest {

    private static final int CALLS = 2_000;

    @Test
    void twoThousandCallsWaitAtOnceOnAFewThreads() throws IOException {
        ManualTimeline time = new ManualTimeline(0);
        SandboxOptions options = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ofMinutes(1)));
        try (Sandbox sandbox = Sandbox.start(options, time)) {
            Client client = Client.of(sandbox);
            List<CompletableFuture<Client.Reply>> answers = IntStream.range(0, CALLS)
                    .mapToObj(i -> client.postLater("tsk_" + i, "Row " + i))
                    .toList();
            time.awaitAlarms(CALLS);
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("sandbox"))
                    .count();

            assertThat(sandbox.snapshot().openPosts()).isEqualTo(CALLS);
            assertThat(threads).isLessThanOrEqualTo(20);

            time.advance(60_000);

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
            assertThat(sandbox.snapshot().peakOpenPosts()).isEqualTo(CALLS);
            assertThat(sandbox.snapshot().turns()).isEqualTo(CALLS);
        }
    }
}
