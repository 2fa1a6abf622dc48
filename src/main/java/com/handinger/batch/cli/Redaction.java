package com.handinger.batch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes API keys and webhook tokens out of what is printed, since somebody may type one where it does not belong.
 *
 * @param key the key of the environment; empty without one
 * @param others what else is secret there
 */
record Redaction(String key, List<String> others) {

    private static final Pattern KEY_LIKE = Pattern.compile("(hdg|whk)_[A-Za-z0-9_-]{8,}", Pattern.CASE_INSENSITIVE);
    private static final int SHORTEST = 8;

    static Redaction of(Map<String, String> environment) {
        List<String> others = new ArrayList<>();
        others.add(environment.getOrDefault("HANDINGER_PUSHGATEWAY_PASSWORD", ""));
        for (String headers : List.of("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS")) {
            for (String header : environment.getOrDefault(headers, "").split(",", -1)) {
                others.add(header.substring(header.indexOf('=') + 1).strip());
            }
        }
        others.removeIf(secret -> secret.length() < SHORTEST);
        return new Redaction(environment.getOrDefault("HANDINGER_API_KEY", "").strip(), List.copyOf(others));
    }

    /** The text without a key in it. */
    String of(String text) {
        String known = key.length() < SHORTEST ? text : text.replace(key, "hdg_***");
        for (String other : others) {
            known = known.replace(other, "***");
        }
        return KEY_LIKE.matcher(known).replaceAll("$1_***");
    }
}
