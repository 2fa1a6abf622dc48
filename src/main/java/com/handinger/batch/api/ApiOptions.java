package com.handinger.batch.api;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the API.
 *
 * @param baseUrl {@code http} or {@code https}, with a host; a path in front of {@code /api} is kept
 * @param key sent as {@code Authorization: Bearer}; null for a server that needs none
 * @param userAgent the whole header, such as {@code handinger-batch/1.0.0}
 * @param connectTimeout for the connection with TLS handshake and proxy
 * @param idleTimeout how long an answer may pause between two bytes once it has begun
 * @param maxAnswerBytes longer answers are cut off
 * @param environment where {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} are looked
 *     up, in either case; other variables are dropped
 */
public record ApiOptions(
        URI baseUrl,
        @Nullable String key,
        String userAgent,
        Duration connectTimeout,
        Duration idleTimeout,
        long maxAnswerBytes,
        Map<String, String> environment) {

    /** @throws IllegalArgumentException naming the option that cannot be used, never its secret */
    public ApiOptions {
        baseUrl = checked(baseUrl);
        if (key != null && !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "the API key holds a space, line break or non-ASCII character; copy it again from the dashboard");
        }
        if (maxAnswerBytes < 1 || connectTimeout.isNegative() || connectTimeout.isZero() || idleTimeout.isNegative()) {
            throw new IllegalArgumentException("time-outs and the answer limit must be above 0");
        }
        Map<String, String> proxies = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).endsWith("_proxy")) {
                proxies.put(name, value);
            }
        });
        environment = Map.copyOf(proxies);
    }

    /** The usual ones: 10 s to connect, 30 s between bytes, 16 MiB. */
    public static ApiOptions of(URI baseUrl, @Nullable String key, String userAgent, Map<String, String> environment) {
        return new ApiOptions(
                baseUrl, key, userAgent, Duration.ofSeconds(10), Duration.ofSeconds(30), 16L << 20, environment);
    }

    private static URI checked(URI url) {
        boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null) {
            throw new IllegalArgumentException("the base URL needs http:// or https:// and a host");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the base URL may hold no user, query or fragment: " + url.getScheme() + "://" + url.getHost());
        }
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.replaceAll("/+$", "")) : url;
    }

    /** Without the key and without proxy credentials. */
    @Override
    public String toString() {
        return "ApiOptions[baseUrl=" + baseUrl + ", key=" + (key == null ? "none" : "***") + ", userAgent=" + userAgent
                + ", connectTimeout=" + connectTimeout + ", idleTimeout=" + idleTimeout + ", maxAnswerBytes="
                + maxAnswerBytes + ", proxy variables=" + environment.keySet() + "]";
    }
}
