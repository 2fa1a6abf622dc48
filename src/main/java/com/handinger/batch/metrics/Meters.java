package com.handinger.batch.metrics;

import com.handinger.batch.task.RowState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a start by their names; docs/metrics.md has a line for each. What is not known has no meter. One thread
 * writes, any may read the registry.
 */
final class Meters {

    /** Not {@code job}: Prometheus keeps that label for what it scrapes. */
    static final String JOB_TAG = "job.name";

    static final String JOB_LABEL = "job_name";

    private static final String BASE = "handinger.batch.";
    private static final String SECONDS = "seconds";
    private static final double MILLIS = 1000;

    /** Of task times: from a second to an hour. */
    private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)
            .map(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Set<Object> known = new HashSet<>();
    private volatile @Nullable Reading reading;
    private volatile double running = 1;
    private volatile double success = Double.NaN;

    private record Named(String name, Tags tags) {}

    Meters(MeterRegistry registry, String job, Instant now) {
        this.registry = registry;
        registry.config().commonTags(JOB_TAG, job);
        set("start.timestamp", SECONDS, "When this start began", seconds(now));
        timestamp(
                "reported.timestamp",
                "When these figures were told",
                () -> registry.config().clock().wallTime() / MILLIS);
        if (first("running", Tags.empty())) {
            Gauge.builder(BASE + "running", () -> running)
                    .description("1 while the start works, 0 once it has ended")
                    .register(registry);
        }
    }

    /** Which run it is. */
    void run(String id, String server, String version) {
        Tags tags = Tags.of("run.id", id, "server", server, "version", version);
        if (first("run.info", tags)) {
            Gauge.builder(BASE + "run.info", () -> 1)
                    .description("Which run the start works on")
                    .tags(tags)
                    .register(registry);
        }
    }

    /** When a start of the job that had rows to do last ended with exit code 0; null when none is known. */
    void succeeded(@Nullable Instant at) {
        if (at != null) {
            success = seconds(at);
            timestamp(
                    "last.success.timestamp",
                    "When a start that had rows to do last ended with exit code 0",
                    () -> success);
        }
    }

    void ended(int exitCode, Instant now) {
        running = 0;
        set("exit.code", null, "How the start ended", exitCode);
        set("last.completion.timestamp", SECONDS, "When the start ended", seconds(now));
    }

    /** The task of a row has ended. */
    void settled(RowState state, long milliseconds) {
        Timer.builder(BASE + "task.duration")
                .description("What tasks took")
                .tags("state", state.word())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofMillis(milliseconds));
    }

    void show(Reading now) {
        reading = now;
        for (RowState state : RowState.values()) {
            Tags tags = Tags.of("state", state.word());
            gauge("rows", tags, "Rows of the run", r -> r.rows().getOrDefault(state, 0L));
        }
        gauge("credits.spent", "Credits that the run has cost", r -> r.credits().spent());
        gauge(
                "credits.reserved",
                "Credits kept for what is under way",
                r -> r.credits().reserved());
        gauge("credits.limit", "limits.credits", r -> number(r.credits().limit()));
        requests("send", r -> r.sends());
        requests("read", r -> r.reads());
        counter("throttled", Tags.empty(), "Answers 429", r -> r.throttled());
        counter("request.faults", Tags.empty(), "Answers 5xx, and requests without an answer", r -> r.faults());
        Reading.Tasks tasks = now.tasks();
        if (tasks != null) {
            show(tasks);
        }
    }

    private void show(Reading.Tasks now) {
        tasks("rows.selected", "Rows that this start works on", t -> t.selected());
        tasks("tasks.inflight", "Tasks at the server, or on their way", t -> t.inFlight());
        tasks("tasks.doubt", "Tasks that were sent, perhaps", t -> t.inDoubt());
        tasks("tasks.limit", "Tasks that may be in flight by now", t -> number(t.most()));
        tasks("requests.limit.per.minute", "Requests that may be made by now", t -> number(t.requestsPerMinute()));
        Reading.Wait wait = now.waiting();
        if (wait != null && first("waiting", Tags.of("reason", wait.reason()))) {
            String reason = wait.reason();
            Gauge.builder(BASE + "waiting", () -> value(r -> waited(r, reason)))
                    .description("For how long nothing has been sent for this reason")
                    .baseUnit(SECONDS)
                    .tags("reason", reason)
                    .register(registry);
        }
    }

    private static double waited(Reading reading, String reason) {
        Reading.Tasks tasks = reading.tasks();
        Reading.Wait wait = tasks == null ? null : tasks.waiting();
        return wait != null && wait.reason().equals(reason) ? wait.seconds() : 0;
    }

    private void tasks(String name, String about, ToDoubleFunction<Reading.Tasks> figure) {
        gauge(name, about, r -> {
            Reading.Tasks tasks = r.tasks();
            return tasks == null ? Double.NaN : figure.applyAsDouble(tasks);
        });
    }

    private void gauge(String name, String about, ToDoubleFunction<Reading> figure) {
        gauge(name, Tags.empty(), about, figure);
    }

    private void gauge(String name, Tags tags, String about, ToDoubleFunction<Reading> figure) {
        if (!Double.isNaN(value(figure)) && first(name, tags)) {
            Gauge.builder(BASE + name, () -> value(figure))
                    .description(about)
                    .tags(tags)
                    .register(registry);
        }
    }

    private void requests(String kind, ToDoubleFunction<Reading.Requests> figure) {
        counter("requests", Tags.of("kind", kind), "Requests to the server", figure);
    }

    private void counter(String name, Tags tags, String about, ToDoubleFunction<Reading.Requests> figure) {
        if (first(name, tags)) {
            FunctionCounter.builder(BASE + name, this, all -> value(r -> figure.applyAsDouble(r.requests())))
                    .description(about)
                    .tags(tags)
                    .register(registry);
        }
    }

    /** A figure that is told once. */
    private void set(String name, @Nullable String unit, String about, double value) {
        if (first(name, Tags.empty())) {
            Gauge.builder(BASE + name, () -> value)
                    .description(about)
                    .baseUnit(unit)
                    .register(registry);
        }
    }

    private void timestamp(String name, String about, Supplier<Number> seconds) {
        if (first(name, Tags.empty())) {
            Gauge.builder(BASE + name, seconds)
                    .description(about)
                    .baseUnit(SECONDS)
                    .register(registry);
        }
    }

    private boolean first(String name, Tags tags) {
        return known.add(new Named(name, tags));
    }

    private double value(ToDoubleFunction<Reading> figure) {
        Reading now = reading;
        return now == null ? Double.NaN : figure.applyAsDouble(now);
    }

    private static double number(@Nullable Number number) {
        return number == null ? Double.NaN : number.doubleValue();
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / MILLIS;
    }
}
