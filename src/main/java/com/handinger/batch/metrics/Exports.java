package com.handinger.batch.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Exports to an OTLP receiver: Micrometer's registry has the schedule, and a last export when it is closed. */
final class Exports implements OtlpConfig, OtlpMetricsSender, Outlet {

    private static final int SUCCESS = 2;
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    private final Receiver receiver;
    private final Complaints complaints;
    private @Nullable OtlpMeterRegistry registry;
    private @Nullable Thread schedule;

    Exports(Receiver receiver, Complaints complaints) {
        this.receiver = receiver;
        this.complaints = complaints;
    }

    OtlpMeterRegistry registry() {
        OtlpMeterRegistry made = OtlpMeterRegistry.builder(this)
                .clock(Clock.SYSTEM)
                .threadFactory(this::scheduled)
                .metricsSender(this)
                .build();
        registry = made;
        return made;
    }

    @Override
    public String place() {
        return receiver.place();
    }

    private Thread scheduled(Runnable work) {
        Thread thread = Courier.daemon(work);
        schedule = thread;
        return thread;
    }

    /** A last time; Micrometer would leave it out while a scheduled one is under way. */
    @Override
    public void send() {
        OtlpMeterRegistry made = registry;
        if (made != null) {
            made.stop();
            await(schedule);
            made.close();
        }
    }

    private static void await(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join(UNDER_WAY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Never throws: the registry would log it with the address. */
    @Override
    public void send(Request request) {
        try {
            post(request);
        } catch (IOException | RuntimeException e) {
            complaints.about(place(), e);
        }
    }

    private void post(Request request) throws IOException {
        HttpURLConnection connection =
                Connections.open(URI.create(request.getAddress()).toURL());
        connection.setRequestMethod("POST");
        request.getHeaders().forEach(connection::setRequestProperty);
        connection.setRequestProperty("Content-Type", "application/x-protobuf");
        byte[] body = request.getMetricsData();
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        connection.disconnect();
        if (status / 100 != SUCCESS) {
            throw new Refused(status);
        }
    }

    /** Whatever else is in the environment or among the system properties of this process, nothing of it counts. */
    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public String url() {
        return receiver.url().toString();
    }

    @Override
    public Duration step() {
        return receiver.interval();
    }

    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    public Map<String, String> headers() {
        return receiver.headers();
    }

    @Override
    public Map<String, String> resourceAttributes() {
        return receiver.attributes();
    }
}
