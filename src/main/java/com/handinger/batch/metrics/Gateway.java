package com.handinger.batch.metrics;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus Pushgateway.
 *
 * @param url a path in front of {@code /metrics} is kept
 * @param user null when it asks for none
 */
record Gateway(URI url, @Nullable String user, String password) {

    static final String URL = "HANDINGER_PUSHGATEWAY_URL";
    static final String USER = "HANDINGER_PUSHGATEWAY_USER";
    static final String PASSWORD = "HANDINGER_PUSHGATEWAY_PASSWORD";

    static @Nullable Gateway of(Map<String, String> environment) throws MetricsFault {
        String text = environment.getOrDefault(URL, "");
        if (text.isBlank()) {
            return null;
        }
        URI url = Address.of(URL, text);
        if (url.getRawQuery() != null) {
            throw new MetricsFault(URL + " holds a query, which a Pushgateway has no use for: take it out");
        }
        String user = environment.getOrDefault(USER, "");
        String password = environment.getOrDefault(PASSWORD, "");
        if (user.isEmpty() && !password.isEmpty()) {
            throw new MetricsFault(PASSWORD + " is set without " + USER + ": set both or none");
        }
        if (user.contains(":") || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new MetricsFault(
                    USER + " may hold no colon, and neither it nor " + PASSWORD + " a line break; set them anew");
        }
        return new Gateway(url, user.isEmpty() ? null : user, password);
    }

    String place() {
        return "the Pushgateway " + Address.shown(url);
    }

    /** Host, port and what stands before {@code /metrics}. */
    String address() {
        return url.getRawAuthority() + url.getRawPath().replaceAll("/+$", "");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Gateway[" + Address.shown(url) + "]";
    }
}
