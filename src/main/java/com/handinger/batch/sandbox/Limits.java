package com.handinger.batch.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox allows.
 *
 * @param requests per key and {@code span}, all kinds counted; 0 is no limit
 * @param span how long it counts them: a burst of so many is let through, others are refused until it is made up for
 * @param maxOpen a POST that is still unanswered then is cut, its work goes on; null is no limit
 * @param readableAfter how long after its acceptance a new task stays invisible to reads
 * @param balance credits of the organisation, spent ones included; null is endless
 * @param bodyBytes longer request bodies are refused with 413
 * @param webhookTimeout a delivery that takes longer has failed
 * @param webhookDelay how long late deliveries are held back
 */
public record Limits(
        int requests,
        Duration span,
        @Nullable Duration maxOpen,
        Duration readableAfter,
        @Nullable Long balance,
        int bodyBytes,
        Duration webhookTimeout,
        Duration webhookDelay) {

    /** No limit of any kind, except 8 MiB for a body; deliveries take 10 s at most, late ones wait for 30 s. */
    public static Limits defaults() {
        return new Limits(
                0,
                Duration.ofSeconds(1),
                null,
                Duration.ZERO,
                null,
                8 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    public Limits withRequestsPerSecond(int count) {
        return withRequests(count, Duration.ofSeconds(1));
    }

    public Limits withRequests(int count, Duration during) {
        return new Limits(count, during, maxOpen, readableAfter, balance, bodyBytes, webhookTimeout, webhookDelay);
    }

    public Limits withMaxOpen(@Nullable Duration longest) {
        return new Limits(requests, span, longest, readableAfter, balance, bodyBytes, webhookTimeout, webhookDelay);
    }

    public Limits withReadableAfter(Duration delay) {
        return new Limits(requests, span, maxOpen, delay, balance, bodyBytes, webhookTimeout, webhookDelay);
    }

    public Limits withBalance(@Nullable Long credits) {
        return new Limits(requests, span, maxOpen, readableAfter, credits, bodyBytes, webhookTimeout, webhookDelay);
    }

    public Limits withBodyBytes(int most) {
        return new Limits(requests, span, maxOpen, readableAfter, balance, most, webhookTimeout, webhookDelay);
    }

    public Limits withWebhookTimeout(Duration longest) {
        return new Limits(requests, span, maxOpen, readableAfter, balance, bodyBytes, longest, webhookDelay);
    }

    public Limits withWebhookDelay(Duration delay) {
        return new Limits(requests, span, maxOpen, readableAfter, balance, bodyBytes, webhookTimeout, delay);
    }
}
