package com.handinger.batch.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The embedded Handinger API, for trying things out and for tests: real HTTP on this machine alone, made-up answers. Tasks
 * take their time and go on when the caller leaves; with books they go on while no sandbox runs at all. Threads may share it.
 */
public final class Sandbox implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 4096;
    private static final int THREADS = 16;

    /**
     * The JDK's server reads these once per process. Without them small answers wait for the peer's acknowledgement, and
     * idle connections are closed just when a client sends its next POST over them, which then looks like a lost answer.
     */
    private static final Map<String, String> SERVER_PROPERTIES = Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxIdleConnections", "20000",
            "sun.net.httpserver.idleInterval", "3600");

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Timeline time;
    private final Book book;
    private final Vault vault;
    private final Views views;
    private final Counters counters = new Counters();

    private Sandbox(Rules rules, Timeline time, Book book, HttpServer server) {
        this.server = server;
        this.time = time;
        this.book = book;
        this.threads = threads();
        this.vault = new Vault(rules.now().books());
        this.views = new Views(rules, book, String.valueOf(baseUrl()));
        Deliveries deliveries = new Deliveries(rules, book, views, time, threads);
        Keys keys = new Keys(rules);
        Intake intake = new Intake(rules, book, keys, time, deliveries::expect);
        Alarms alarms = new Alarms(rules, book, intake, time, threads);
        Streams streams = new Streams(rules, views, time, threads);
        Throttle throttle = new Throttle(rules);
        Map<Operation, Door> doors = new EnumMap<>(Operation.class);
        new TaskDoor(rules, book, intake, views, time, threads, counters, throttle, streams, vault).open(doors);
        TaskReads reads = new TaskReads(rules, book, views, keys, streams, time);
        reads.open(doors);
        new FileDoor(reads, views, vault, time).open(doors);
        new WorkerDoor(rules, book, intake, views, keys, time).open(doors);
        new ScheduleDoor(rules, book, keys, time, alarms).open(doors);
        new WebhookDoor(rules, book, keys, deliveries, time).open(doors);
        server.createContext("/", new Reception(rules, counters, time, throttle, doors));
        server.createContext(ControlDesk.PATH, new ControlDesk(rules, this::snapshot));
        deliveries.expectRunning();
        alarms.setAll();
        server.setExecutor(threads);
        server.start();
    }

    /** Throws when the port is taken, or when the books are held by another sandbox or cannot be read. */
    public static Sandbox start(SandboxOptions options) throws IOException {
        return start(options, new SystemTimeline());
    }

    static Sandbox start(SandboxOptions options, Timeline time) throws IOException {
        tuneServers();
        Rules rules = new Rules(options);
        Book book = new Book(rules);
        try {
            return new Sandbox(rules, time, book, listen(options.port()));
        } catch (IOException | RuntimeException e) {
            time.close();
            book.close();
            throw e;
        }
    }

    /** To be called before the process makes its first server. */
    public static void tuneServers() {
        SERVER_PROPERTIES.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    }

    private static HttpServer listen(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "The sandbox cannot listen on " + HOST + ":" + port + " (" + e.getMessage()
                            + "). Choose another port.",
                    e);
        }
    }

    /** Where clients find it, without a slash at the end. */
    public URI baseUrl() {
        return URI.create("http://" + HOST + ":" + server.getAddress().getPort());
    }

    /** What happened so far. Costs time in proportion to the number of tasks. */
    public SandboxBooks snapshot() {
        long now = time.millis();
        List<SandboxBooks.TaskEntry> entries = new ArrayList<>();
        for (Task task : book.tasks()) {
            entries.add(new SandboxBooks.TaskEntry(
                    task.id(),
                    task.worker(),
                    views.status(task, now),
                    task.turns().size(),
                    task.turns().stream().mapToInt(Turn::credits).sum(),
                    task.turns().stream().map(Turn::input).toList(),
                    counters.posts(task.id())));
        }
        entries.sort(Comparator.comparing(SandboxBooks.TaskEntry::id));
        return new SandboxBooks(entries, counters.requests(), counters.statuses(), counters.open(), counters.peak());
    }

    /** Cuts every connection at once. Tasks in the books go on in their own time. Closing again does nothing. */
    @Override
    public void close() {
        server.stop(0);
        time.close();
        threads.shutdown();
        try {
            var unused = threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            book.close();
            vault.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox could not force its books to the disk: " + e.getMessage(), e);
        }
    }

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "sandbox-http");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
