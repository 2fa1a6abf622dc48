package com.handinger.batch.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox allows.
 *
 * @param requestsPerSecond per key, all requests counted; 0 is no limit
 * @param maxOpen a POST that is still unanswered then is cut, its work goes on; null is no limit
 * @param readableAfter how long after its acceptance a new task stays invisible to reads
 * @param balance credits of the organisation, spent ones included; null is endless
 * @param bodyBytes longer request bodies are refused with 413
 */
public record Limits(
        int requestsPerSecond,
        @Nullable Duration maxOpen,
        Duration readableAfter,
        @Nullable Long balance,
        int bodyBytes) {

    /** No limit of any kind, except 8 MiB for a body. */
    public static Limits defaults() {
        return new Limits(0, null, Duration.ZERO, null, 8 << 20);
    }

    public Limits withRequestsPerSecond(int count) {
        return new Limits(count, maxOpen, readableAfter, balance, bodyBytes);
    }

    public Limits withMaxOpen(@Nullable Duration longest) {
        return new Limits(requestsPerSecond, longest, readableAfter, balance, bodyBytes);
    }

    public Limits withReadableAfter(Duration delay) {
        return new Limits(requestsPerSecond, maxOpen, delay, balance, bodyBytes);
    }

    public Limits withBalance(@Nullable Long credits) {
        return new Limits(requestsPerSecond, maxOpen, readableAfter, credits, bodyBytes);
    }

    public Limits withBodyBytes(int most) {
        return new Limits(requestsPerSecond, maxOpen, readableAfter, balance, most);
    }
}
