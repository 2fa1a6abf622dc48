package com.handinger.batch.api;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Writes an answer into a file as it comes, up to a limit, and forces it to disk at its end. Its value: the bytes. */
final class FileSink implements HttpResponse.BodySubscriber<Long> {

    private final Path target;
    private final long limit;
    private final CompletableFuture<Long> whole = new CompletableFuture<>();
    private @Nullable FileChannel channel;
    private Flow.@Nullable Subscription subscription;
    private long bytes;
    private volatile boolean tooLarge;
    private volatile long lastByteNanos = System.nanoTime();

    FileSink(Path target, long limit) {
        this.target = target;
        this.limit = limit;
    }

    long quietNanos() {
        return System.nanoTime() - lastByteNanos;
    }

    /** Whether it went beyond the limit. */
    boolean tooLarge() {
        return tooLarge;
    }

    @Override
    public CompletionStage<Long> getBody() {
        return whole;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription stream) {
        subscription = stream;
        if (whole.isDone()) {
            stream.cancel();
            return;
        }
        try {
            channel = FileChannel.open(
                    target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            stream.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        FileChannel file = channel;
        Flow.Subscription stream = subscription;
        if (file == null || stream == null) {
            return;
        }
        lastByteNanos = System.nanoTime();
        try {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
                if (bytes > limit) {
                    tooLarge = true;
                    throw new IOException("longer than " + limit + " bytes");
                }
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
            stream.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public synchronized void onError(Throwable problem) {
        fail(problem);
    }

    @Override
    public synchronized void onComplete() {
        FileChannel file = channel;
        if (file == null) {
            return;
        }
        try {
            file.force(true);
            file.close();
            channel = null;
            whole.complete(bytes);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Ends it before its end. */
    synchronized void fail(Throwable problem) {
        Flow.Subscription stream = subscription;
        FileChannel file = channel;
        channel = null;
        whole.completeExceptionally(problem);
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
        if (stream != null) {
            stream.cancel();
        }
    }
}
