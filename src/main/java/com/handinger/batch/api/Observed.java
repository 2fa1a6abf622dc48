package com.handinger.batch.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read looked like from outside, for whoever wants to know the server itself.
 *
 * @param status 0 without an answer
 * @param apiError whether the body is a JSON object with {@code error}, so that the API itself spoke
 * @param limits headers about limits, as {@code name: value}
 * @param date the server's clock; null when it did not tell
 * @param said for people: the API's message, or why there was no answer
 */
public record Observed(
        int status,
        boolean apiError,
        List<String> limits,
        @Nullable Instant date,
        Duration took,
        String said) {}
