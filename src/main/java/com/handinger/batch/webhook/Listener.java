package com.handinger.batch.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes deliveries at an address of this machine, on any path. Only what carries the token counts, and it is a hint and
 * no more: the id of a task that may have ended. Threads may share it.
 */
public final class Listener implements AutoCloseable {

    private static final String TOKEN = "X-Handinger-Token";
    private static final int LONGEST_BODY = 64 * 1024;
    private static final int THREADS = 4;
    private static final int WAITING = 1000;

    /** Read once per process: a request that is not whole after so many seconds must not hold a thread. */
    private static final String PATIENCE = "sun.net.httpserver.maxReqTime";

    private static final String PATIENCE_SECONDS = "30";

    private static final int TAKEN = 204;
    private static final int NO_TOKEN = 401;
    private static final int NO_POST = 405;
    private static final int TOO_LONG = 413;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Consumer<String> told;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile byte @Nullable [] token;

    /**
     * What came.
     *
     * @param taken with the token
     * @param refused without it
     */
    public record Count(long taken, long refused) {}

    private Listener(HttpServer server, Consumer<String> told) {
        this.server = server;
        this.told = told;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "webhook");
                    thread.setDaemon(true);
                    return thread;
                });
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Begins to listen; refuses everything until a token is known.
     *
     * @param port 0 means any free one
     * @param told the id of each task that a delivery names, on threads of the listener
     * @throws IOException when the address is not of this machine, or taken
     */
    public static Listener open(String host, int port, Consumer<String> told) throws IOException {
        System.getProperties().putIfAbsent(PATIENCE, PATIENCE_SECONDS);
        InetSocketAddress address = new InetSocketAddress(host.replaceAll("^\\[|]$", ""), port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no such host");
        }
        return new Listener(HttpServer.create(address, WAITING), told);
    }

    /** The port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** From now on deliveries with this token count. */
    public void trust(String secret) {
        token = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** What came up to now. */
    public Count count() {
        return new Count(taken.get(), refused.get());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(take(exchange), -1);
        }
    }

    private int take(HttpExchange exchange) throws IOException {
        if (!trusted(exchange.getRequestHeaders().getFirst(TOKEN))) {
            refused.incrementAndGet();
            return NO_TOKEN;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return NO_POST;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            return TOO_LONG;
        }
        taken.incrementAndGet();
        String taskId = Delivery.taskId(body);
        if (taskId != null) {
            told.accept(taskId);
        }
        return TAKEN;
    }

    private boolean trusted(@Nullable String given) {
        byte[] known = token;
        return known != null && given != null && MessageDigest.isEqual(known, given.getBytes(StandardCharsets.UTF_8));
    }

    /** Cuts what is under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
