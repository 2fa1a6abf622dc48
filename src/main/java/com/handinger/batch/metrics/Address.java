package com.handinger.batch.metrics;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** An address that somebody named in a variable. What was named is never shown whole: it may hold a secret. */
final class Address {

    private Address() {}

    static URI of(String variable, String text) throws MetricsFault {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw fault(variable);
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https")) || url.getPort() > 0xffff) {
            throw fault(variable);
        }
        if (url.getRawUserInfo() != null) {
            throw new MetricsFault(variable + " holds a user or a password, which may show up in logs: take it out, and"
                    + (variable.startsWith("OTEL_")
                            ? " send it as a header by OTEL_EXPORTER_OTLP_HEADERS"
                            : " set " + Gateway.USER + " and " + Gateway.PASSWORD));
        }
        if (url.getRawFragment() != null) {
            throw fault(variable);
        }
        return url;
    }

    private static MetricsFault fault(String variable) {
        return new MetricsFault(variable + " is no address of the form http://HOST:PORT or https://HOST; mend it, or"
                + " unset it to do without");
    }

    /** For people: without path and query, where a token may be. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
