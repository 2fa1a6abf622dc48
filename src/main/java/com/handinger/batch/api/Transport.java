package com.handinger.batch.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes out, bytes in, and an end within the deadline. Follows no redirect and repeats no POST. */
final class Transport implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final ApiOptions options;
    private final HttpClient client;
    private final Executor executor = threads();
    private final ScheduledExecutorService timers = timers();
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Transport(ApiOptions options) {
        this.options = options;
        ProxyChoice proxy = ProxyChoice.of(options.baseUrl(), options.environment());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.connectTimeout())
                .proxy(proxy.address() == null ? HttpClient.Builder.NO_PROXY : ProxySelector.of(proxy.address()))
                .executor(executor)
                .build();
    }

    /** @param deadline for the whole exchange, body included; above 0, at most a year counts */
    CompletableFuture<Received> exchange(HttpRequest request, @Nullable SingleBody payload, Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a request needs a deadline above 0, not " + deadline);
        }
        if (closed) {
            return CompletableFuture.completedFuture(Received.unsent(Reply.Cause.CLOSED, ""));
        }
        Exchange exchange = new Exchange(request, payload, options, timers);
        underWay.add(exchange);
        CompletableFuture<Received> end =
                exchange.start(client, executor, deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline);
        if (closed) {
            exchange.cut(Reply.Cause.CLOSED);
        }
        return end.whenComplete((received, none) -> underWay.remove(exchange));
    }

    /** Does something after a while, unless the client is closed by then. */
    void later(Duration delay, Runnable work) {
        try {
            Future<?> unused = timers.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException whenClosed) {
            return; // all that it could be for is cut already
        }
    }

    Executor executor() {
        return executor;
    }

    /** Does what may take a while, such as to read files, on a thread of the client's. */
    <T> CompletableFuture<T> aside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }

    /** Cuts what is under way; the server goes on with it. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(exchange -> exchange.cut(Reply.Cause.CLOSED));
        timers.shutdownNow();
    }

    private static ScheduledExecutorService timers() {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, daemons("handinger-api-timer"));
        one.setRemoveOnCancelPolicy(true);
        return one;
    }

    /** Virtual threads from Java 21 on, which cannot be named in source for Java 17; else a few daemon threads. */
    private static Executor threads() {
        try {
            return (Executor) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(java.util.concurrent.ExecutorService.class))
                    .invoke();
        } catch (Throwable olderJava) {
            int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("handinger-api"));
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
