package com.handinger.batch.api;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request under way: ends in exactly one {@link Received}, at the latest when its deadline passes. */
final class Exchange {

    /** An error needs no more of its body than its message. */
    private static final int ERROR_BYTES = 64 << 10;

    private final HttpRequest request;
    private final @Nullable SingleBody payload;
    private final ApiOptions options;
    private final ScheduledExecutorService timers;
    private final AtomicReference<Reply.@Nullable Cause> cut = new AtomicReference<>();
    private final Queue<Future<?>> alarms = new ConcurrentLinkedQueue<>();

    private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> response;
    private volatile HttpResponse.@Nullable ResponseInfo head;
    private volatile @Nullable BoundedBody body;

    Exchange(HttpRequest request, @Nullable SingleBody payload, ApiOptions options, ScheduledExecutorService timers) {
        this.request = request;
        this.payload = payload;
        this.options = options;
        this.timers = timers;
    }

    CompletableFuture<Received> start(HttpClient client, Executor executor, Duration deadline) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, this::receive);
        response = sent;
        if (cut.get() != null) {
            sent.cancel(true);
        }
        CompletableFuture<Received> end = sent.handleAsync(this::received, executor);
        cutWhenDue(deadline.toNanos(), deadline);
        SingleBody bytes = payload;
        if (bytes != null && options.connectTimeout().compareTo(deadline) < 0) {
            cutAfter(options.connectTimeout().toNanos(), () -> {
                if (bytes.withdraw()) {
                    cut(Reply.Cause.TIMEOUT);
                }
            });
        }
        return end;
    }

    /** Ends the request and closes its connection; without effect on one that has ended. */
    void cut(Reply.Cause cause) {
        if (!cut.compareAndSet(null, cause)) {
            return;
        }
        CompletableFuture<HttpResponse<byte[]>> sent = response;
        if (sent != null) {
            sent.cancel(true);
        }
        BoundedBody arriving = body;
        if (arriving != null) {
            arriving.cancel();
        }
    }

    /** A body that is read while it goes out has as long as it takes, and the deadline begins with its last byte. */
    private void cutWhenDue(long nanos, Duration deadline) {
        cutAfter(nanos, () -> {
            Long quiet = payload == null ? null : payload.quietNanos();
            // What was handed over last is still on its way through the buffers of a slow line.
            long longest = Math.max(deadline.toNanos(), options.idleTimeout().toNanos());
            long left = quiet == null ? 0 : longest - quiet;
            if (left <= 0) {
                cut(Reply.Cause.TIMEOUT);
            } else {
                cutWhenDue(left, deadline);
            }
        });
    }

    private void cutAfter(long nanos, Runnable action) {
        try {
            alarms.add(timers.schedule(action, nanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closed) {
            cut(Reply.Cause.CLOSED);
        }
    }

    private HttpResponse.BodySubscriber<byte[]> receive(HttpResponse.ResponseInfo info) {
        boolean good = info.statusCode() / 100 == 2;
        long limit = good ? options.maxAnswerBytes() : Math.min(ERROR_BYTES, options.maxAnswerBytes());
        BoundedBody arriving = StreamEnd.comesAs(info.headers())
                ? BoundedBody.unread()
                : new BoundedBody(limit, () -> cut(Reply.Cause.TOO_LARGE));
        head = info;
        body = arriving;
        if (cut.get() != null) {
            arriving.cancel();
        }
        watch(arriving, options.idleTimeout().toNanos());
        return arriving;
    }

    private void watch(BoundedBody arriving, long nanos) {
        cutAfter(nanos, () -> {
            long left = options.idleTimeout().toNanos() - arriving.quietNanos();
            if (left <= 0) {
                cut(Reply.Cause.STALLED);
            } else {
                watch(arriving, left);
            }
        });
    }

    private Received received(@Nullable HttpResponse<byte[]> answer, @Nullable Throwable problem) {
        alarms.forEach(alarm -> alarm.cancel(false));
        BoundedBody arrived = body;
        byte[] bytes = arrived == null ? new byte[0] : arrived.soFar();
        Reply.Cause cause = null;
        if (problem != null) {
            Reply.Cause why = cut.get();
            cause = why == null ? Reply.Cause.CONNECTION_LOST : why;
        }
        NetworkFault fault = new NetworkFault(problem);
        String detail = cause == Reply.Cause.CONNECTION_LOST ? fault.words() : "";
        HttpResponse.ResponseInfo first = head;
        if (first != null) {
            return new Received(first.statusCode(), first.headers(), bytes, cause, true, detail);
        }
        if (answer != null) { // the proxy's 407 to a tunnel, which comes without a body
            return new Received(answer.statusCode(), answer.headers(), bytes, null, true, "");
        }
        // Reads have no body that could prove it; for them the kind of failure decides.
        boolean sent = payload == null ? !fault.neverConnected() : !payload.withdraw() && !fault.distrusted();
        return new Received(0, Received.NO_HEADERS, bytes, cause, sent, detail);
    }
}
