package com.handinger.batch.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The meters of a start and the places that they go to; the first class that needs Micrometer. */
final class Exporter {

    private final Complaints complaints;
    private final Meters meters;
    private final List<Courier> prometheus = new ArrayList<>();
    private final @Nullable Courier otlp;

    Exporter(MetricsPlan plan, String job, Complaints complaints, Instant now) {
        this.complaints = complaints;
        List<MeterRegistry> registries = new ArrayList<>();
        Path file = plan.file();
        Gateway gateway = plan.gateway();
        if (file != null || gateway != null) {
            PrometheusMeterRegistry figures = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            registries.add(figures);
            if (file != null) {
                prometheus.add(new Courier(new MetricsFile(file, figures), complaints));
            }
            if (gateway != null) {
                prometheus.add(new Courier(new Pushes(gateway, job, figures), complaints));
            }
        }
        Receiver receiver = plan.receiver();
        Exports exports = receiver == null ? null : new Exports(receiver, complaints);
        if (exports != null) {
            registries.add(exports.registry());
        }
        otlp = exports == null ? null : new Courier(exports, complaints);
        meters = new Meters(new CompositeMeterRegistry(Clock.SYSTEM, registries), job, now);
    }

    Meters meters() {
        return meters;
    }

    /** Micrometer does it for the receiver. */
    void begin(Duration interval) {
        prometheus.forEach(courier -> courier.begin(interval));
    }

    /** A last time to each place; together they may take so long. */
    void end(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        Map<String, Future<?>> last = new LinkedHashMap<>();
        prometheus.forEach(courier -> last.put(courier.place(), courier.end()));
        if (otlp != null) {
            last.put(otlp.place(), otlp.end());
        }
        last.forEach((place, sent) -> await(place, sent, until - System.nanoTime()));
    }

    private void await(String place, Future<?> sent, long nanos) {
        try {
            sent.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            complaints.about(place, "no answer in time");
        } catch (ExecutionException e) {
            complaints.about(place, "the last figures were not sent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
