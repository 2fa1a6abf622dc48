package com.handinger.batch.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The task API on 127.0.0.1 with a fault plan. Every setting may be changed while it runs and counts from the next
 * request on. {@link #stop()} and {@link #start()} take it away and bring it back on the same port; its tasks go on
 * meanwhile. One thread for each connection.
 */
public final class FaultServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FaultServer.class.getName());

    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();

    private volatile Books books = new Books();
    private final Schedules schedules = new Schedules();
    private volatile FaultPlan plan = FaultPlan.NONE;
    private volatile Function<String, Duration> latency = taskId -> Duration.ZERO;
    private volatile Duration readableAfter = Duration.ZERO;
    private volatile ToLongFunction<String> credits = input -> 3;
    private volatile Function<String, List<Map<String, Object>>> files = taskId -> List.of();
    private volatile boolean foreignKey;
    private volatile boolean ignoresIds;
    private volatile boolean onlyAtEnd;
    private volatile boolean turnsAtEnd;
    private volatile boolean startsAnew;
    private final Deliveries deliveries = new Deliveries();
    private volatile @Nullable String key;
    private volatile Set<String> workers = Set.of();
    private volatile RateLimit rate = RateLimit.NONE;
    private volatile LongPredicate refused = connection -> false;

    private volatile @Nullable ServerSocket socket;
    private @Nullable Socket placeholder;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile Streaming streaming = Streaming.NOT_OFFERED;
    private int port;

    /** Not listening yet. */
    public static FaultServer create() {
        return new FaultServer();
    }

    /** A fixed port; 0, the default, takes a free one at the first start and keeps it. */
    public FaultServer port(int fixed) {
        port = fixed;
        return this;
    }

    /** What goes wrong. */
    public FaultServer plan(FaultPlan faults) {
        plan = faults;
        return this;
    }

    /** How long every turn takes. */
    public FaultServer latency(Duration same) {
        return latency(taskId -> same);
    }

    /** How long a turn takes, by task id. */
    public FaultServer latency(Function<String, Duration> byTaskId) {
        latency = byTaskId;
        return this;
    }

    /** For so long after its start a new task looks absent. */
    public FaultServer readableAfter(Duration delay) {
        readableAfter = delay;
        return this;
    }

    /** The price of a turn, by its input; 3 by default. */
    public FaultServer credits(ToLongFunction<String> byInput) {
        credits = byInput;
        return this;
    }

    /** What a request for the event stream of a task meets. */
    public enum Streaming {
        /** The task as it is, in JSON: there are no streams. */
        NOT_OFFERED,
        /** Events until the task ends, then the end of the stream. */
        WHOLE,
        /** The connection is reset after the first event. */
        BREAKS,
        /** It ends after the first event, as if the task had ended. */
        ENDS_EARLY
    }

    /** Whether tasks can be streamed; not by default. */
    public FaultServer streaming(Streaming kind) {
        streaming = kind;
        return this;
    }

    Streaming streaming() {
        return streaming;
    }

    /** Every read is a JSON 404, as with the key of another organisation. */
    public FaultServer foreignKey(boolean foreign) {
        foreignKey = foreign;
        return this;
    }

    /** Tasks are worked and paid, and never found again by the id they were sent with. */
    public FaultServer ignoresIds(boolean ignores) {
        ignoresIds = ignores;
        return this;
    }

    /** A task that still runs looks absent. */
    public FaultServer onlyAtEnd(boolean only) {
        onlyAtEnd = only;
        return this;
    }

    /** A turn that is added to a task is shown when it has ended; several run beside each other. */
    public FaultServer turnsAtEnd(boolean only) {
        turnsAtEnd = only;
        return this;
    }

    /** What is sent to a task that is there is worked as a new task under another id. */
    public FaultServer startsAnew(boolean anew) {
        startsAnew = anew;
        return this;
    }

    boolean turnsAtEnd() {
        return turnsAtEnd;
    }

    boolean startsAnew() {
        return startsAnew;
    }

    /** Which ends of turns are not told to the webhook of their worker, by the turn's input; none by default. */
    public FaultServer lostDeliveries(Predicate<String> byInput) {
        deliveries.lost(byInput);
        return this;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** Only this key is accepted, any other is a 401; null, the default, accepts all. */
    public FaultServer key(@Nullable String only) {
        key = only;
        return this;
    }

    /** Only these worker ids exist, others are a JSON 404; none, the default, accepts all. */
    public FaultServer workers(String... ids) {
        workers = Set.of(ids);
        return this;
    }

    /** Requests beyond this rate get 429 with {@code Retry-After}, before anything else is looked at. */
    public FaultServer rate(RateLimit limit) {
        rate = limit;
        return this;
    }

    /** Connections, counted from 1, that are reset before a byte is read. */
    public FaultServer refuse(LongPredicate connection) {
        refused = connection;
        return this;
    }

    /** What a task publishes, by its id; nothing by default. The files themselves are answers of the plan. */
    public FaultServer files(Function<String, List<Map<String, Object>>> byTaskId) {
        files = byTaskId;
        return this;
    }

    List<Map<String, Object>> filesOf(String taskId) {
        return files.apply(taskId);
    }

    /** Listens; without effect while it does. */
    public synchronized FaultServer start() {
        if (socket != null) {
            return this;
        }
        release();
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
            port = listening.getLocalPort();
            socket = listening;
            stopped = new CountDownLatch(1);
            CountDownLatch end = stopped;
            daemon("fault-server", () -> accept(listening, end));
        } catch (IOException taken) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, taken);
        }
        return this;
    }

    /** Goes away: nobody listens at the port, every connection is reset. Tasks go on. */
    public synchronized void stop() {
        ServerSocket listening = socket;
        if (listening == null) {
            return;
        }
        socket = null;
        stopped.countDown();
        try {
            listening.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        connections.forEach(FaultServer::reset);
        keepPort();
    }

    /** Bound and deaf, it refuses connections, and no other process is given the port meanwhile. */
    private void keepPort() {
        Socket deaf = new Socket();
        placeholder = deaf;
        try {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException lingering) {
            release(); // a connection of the port has not quite gone: unlikely to matter, and nothing to be done
        }
    }

    private void release() {
        Socket deaf = placeholder;
        placeholder = null;
        try {
            if (deaf != null) {
                deaf.close();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public synchronized void close() {
        stop();
        release();
    }

    /** {@code http://127.0.0.1:port}. */
    public synchronized URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What a delivery to the worker's webhook would carry; this server makes none. */
    public static String webhookToken(String worker) {
        return "whk_fault-" + worker;
    }

    /** What was asked, worked and charged. */
    public Books books() {
        return books;
    }

    /** The schedules that there are. */
    public Schedules schedules() {
        return schedules;
    }

    /** Opens new books, as a server that never had a task. */
    public FaultServer forget() {
        books = new Books();
        return this;
    }

    /** Connections that are open now. */
    public int openConnections() {
        return connections.size();
    }

    RateLimit rate() {
        return rate;
    }

    FaultPlan plan() {
        return plan;
    }

    Duration latencyOf(String taskId) {
        return latency.apply(taskId);
    }

    Duration readableAfter() {
        return readableAfter;
    }

    long creditsOf(String input) {
        return credits.applyAsLong(input);
    }

    boolean hides(Books.Task task) {
        return foreignKey || ignoresIds || (onlyAtEnd && !task.last().ended());
    }

    Books.Task shown(Books.Task task) {
        List<Books.Turn> ended = task.turns().stream().filter(Books.Turn::ended).toList();
        return turnsAtEnd && !ended.isEmpty()
                ? new Books.Task(task.id(), task.workerId(), task.createdAt(), ended)
                : task;
    }

    boolean admits(@Nullable String authorization) {
        String only = key;
        return only == null || ("Bearer " + only).equals(authorization);
    }

    boolean knowsWorker(String id) {
        Set<String> known = workers;
        return known.isEmpty() || known.contains(id);
    }

    private void accept(ServerSocket listening, CountDownLatch end) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                if (refused.test(accepted.incrementAndGet())) {
                    reset(connection);
                } else {
                    connections.add(connection);
                    daemon("fault-connection", () -> serve(connection, end));
                }
                if (end.getCount() == 0) {
                    reset(connection);
                }
            } catch (IOException closed) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private static void reset(Socket connection) {
        try {
            Wire.reset(connection);
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "closed from the other side meanwhile", gone);
        }
    }

    private void serve(Socket connection, CountDownLatch end) {
        try (connection) {
            new Conversation(this, new Wire(connection), end).hold();
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the client left, or the server was stopped", gone);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }
}
