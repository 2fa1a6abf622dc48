package com.handinger.batch.metrics;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of OTLP over HTTP, as the variables of OpenTelemetry name it.
 *
 * @param url whole
 * @param attributes of the resource, {@code service.name} among them
 * @param interval between two exports
 */
record Receiver(URI url, Map<String, String> headers, Map<String, String> attributes, Duration interval) {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String METRICS_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static final String METRICS_PROTOCOL = "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
    private static final String METRICS_HEADERS = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";
    private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
    private static final String SERVICE = "OTEL_SERVICE_NAME";
    private static final String INTERVAL = "OTEL_METRIC_EXPORT_INTERVAL";
    private static final String EXPORTER = "OTEL_METRICS_EXPORTER";
    private static final String DISABLED = "OTEL_SDK_DISABLED";

    private static final String OURS = "http/protobuf";
    private static final String USUAL_INTERVAL = "60000";
    private static final int MOST_DIGITS = 8;

    /** Copies the maps. */
    Receiver {
        headers = Map.copyOf(headers);
        attributes = Map.copyOf(attributes);
    }

    static @Nullable Receiver of(Map<String, String> environment) throws MetricsFault {
        Variables told = new Variables(environment);
        URI url = switchedOff(told) ? null : url(told);
        if (url == null) {
            return null;
        }
        String protocol = told.get(METRICS_PROTOCOL, PROTOCOL, OURS);
        if (!protocol.equals(OURS)) {
            throw new MetricsFault("this program sends metrics by " + OURS + " alone, and " + PROTOCOL + " or "
                    + METRICS_PROTOCOL + " says another one: set " + METRICS_PROTOCOL + "=" + OURS + " and "
                    + METRICS_ENDPOINT + " to the address for it, or " + EXPORTER + "=none to do without");
        }
        Map<String, String> headers = new LinkedHashMap<>(Pairs.headers(HEADERS, told.get(HEADERS, "")));
        headers.putAll(Pairs.headers(METRICS_HEADERS, told.get(METRICS_HEADERS, "")));
        Map<String, String> attributes = new LinkedHashMap<>(Map.of("service.name", "handinger-batch"));
        attributes.putAll(Pairs.of(ATTRIBUTES, told.get(ATTRIBUTES, "")));
        String service = told.get(SERVICE, "");
        if (!service.isEmpty()) {
            attributes.put("service.name", service);
        }
        return new Receiver(url, headers, attributes, interval(told.get(INTERVAL, USUAL_INTERVAL)));
    }

    /** Nothing else is looked at then: what is not used cannot be wrong. */
    private static boolean switchedOff(Variables told) {
        return told.get(DISABLED, "").equalsIgnoreCase("true")
                || !List.of(told.get(EXPORTER, "otlp").split(" *, *", -1)).contains("otlp");
    }

    private static @Nullable URI url(Variables told) throws MetricsFault {
        String whole = told.get(METRICS_ENDPOINT, "");
        if (!whole.isEmpty()) {
            return Address.of(METRICS_ENDPOINT, whole);
        }
        String base = told.get(ENDPOINT, "");
        if (base.isEmpty()) {
            return null;
        }
        URI url = Address.of(ENDPOINT, base);
        if (url.getRawQuery() != null) {
            throw new MetricsFault(
                    ENDPOINT + " holds a query, behind which no path can stand: set " + METRICS_ENDPOINT + " instead");
        }
        return URI.create(url.toString().replaceAll("/+$", "") + "/v1/metrics");
    }

    private static Duration interval(String text) throws MetricsFault {
        if (!text.matches("[1-9][0-9]{2," + (MOST_DIGITS - 1) + "}")) {
            throw new MetricsFault(INTERVAL + " takes milliseconds from 100 on, such as 60000; mend it or unset it");
        }
        return Duration.ofMillis(Long.parseLong(text));
    }

    String place() {
        return "the OTLP receiver " + Address.shown(url);
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "Receiver[" + Address.shown(url) + "]";
    }

    /** An empty variable is none, as OpenTelemetry has it. */
    private record Variables(Map<String, String> environment) {

        String get(String name, String otherwise) {
            String text = environment.getOrDefault(name, "").strip();
            return text.isEmpty() ? otherwise : text;
        }

        String get(String name, String second, String otherwise) {
            return get(name, get(second, otherwise));
        }
    }
}
