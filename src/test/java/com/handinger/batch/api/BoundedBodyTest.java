package com.handinger.batch.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {

    private final AtomicInteger overflows = new AtomicInteger();
    private final BoundedBody body = new BoundedBody(4, overflows::incrementAndGet);

    @Test
    void bodyUpToTheLimitIsWhole() throws Exception {
        assertThat(read("ab", "cd")).isCompletedWithValueMatching(bytes -> new String(bytes, US_ASCII).equals("abcd"));
        assertThat(overflows).hasValue(0);
    }

    /** The last byte may come before whoever started the request can cut it. */
    @Test
    void bodyOverTheLimitIsNeverTakenForWhole() throws Exception {
        assertThat(read("ab", "cde", "f")).isCompletedExceptionally();
        assertThat(overflows).hasValue(1);
        assertThat(body.soFar()).hasSize(4);
    }

    @Test
    void bodyCutFromOutsideIsNeverTakenForWhole() throws Exception {
        body.onSubscribe(new Idle());
        body.onNext(List.of(ByteBuffer.wrap(new byte[] {1})));
        body.cancel();
        body.onComplete();
        assertThat(body.getBody().toCompletableFuture()).isCompletedExceptionally();
    }

    private CompletableFuture<byte[]> read(String... pieces) throws Exception {
        CompletableFuture<byte[]> whole = body.getBody().toCompletableFuture();
        try (SubmissionPublisher<List<ByteBuffer>> publisher = new SubmissionPublisher<>(Runnable::run, 8)) {
            publisher.subscribe(body);
            for (String piece : pieces) {
                publisher.submit(List.of(ByteBuffer.wrap(piece.getBytes(US_ASCII))));
            }
        }
        whole.handle((bytes, problem) -> true).get(5, TimeUnit.SECONDS);
        return whole;
    }

    private static final class Idle implements Flow.Subscription {

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }
}
