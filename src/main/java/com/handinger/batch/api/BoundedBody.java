package com.handinger.batch.api;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects an answer up to a limit, and knows when its last byte came. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    private final long limit;
    private final boolean keeps;
    private final Runnable overflow;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;
    private volatile long lastByteNanos = System.nanoTime();

    /** @param overflow called once, when the answer is longer than the limit */
    BoundedBody(long limit, Runnable overflow) {
        this(limit, true, overflow);
    }

    private BoundedBody(long limit, boolean keeps, Runnable overflow) {
        this.limit = limit;
        this.keeps = keeps;
        this.overflow = overflow;
    }

    /** Of any length, and nothing of it is kept: only its end counts. */
    static BoundedBody unread() {
        return new BoundedBody(Long.MAX_VALUE, false, () -> {});
    }

    long quietNanos() {
        return System.nanoTime() - lastByteNanos;
    }

    /** What came so far. */
    synchronized byte[] soFar() {
        return bytes.toByteArray();
    }

    synchronized void cancel() {
        cancelled = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription stream) {
        subscription = stream;
        if (cancelled) {
            stream.cancel();
        } else {
            stream.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        lastByteNanos = System.nanoTime();
        if (!collect(buffers)) {
            overflow.run();
        }
    }

    private synchronized boolean collect(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (cancelled || !keeps) {
                return true;
            }
            int room = (int) Math.min(buffer.remaining(), limit - bytes.size());
            byte[] piece = new byte[room];
            buffer.get(piece);
            bytes.write(piece, 0, room);
            if (buffer.hasRemaining()) {
                cancelled = true;
                return false;
            }
        }
        return true;
    }

    @Override
    public void onError(Throwable problem) {
        whole.completeExceptionally(problem);
    }

    /** A body that was cut is never taken for a whole one, however soon its last byte came. */
    @Override
    public synchronized void onComplete() {
        if (cancelled) {
            whole.completeExceptionally(new CancellationException("the answer was cut"));
        } else {
            whole.complete(bytes.toByteArray());
        }
    }
}
