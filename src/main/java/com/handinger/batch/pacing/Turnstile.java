package com.handinger.batch.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The told rate for what makes one request after the other and may wait in between: the few reads before a run begins,
 * and {@code doctor}. One permission per period, because many per period would let twice the rate through at a boundary.
 * Threads may share it.
 */
public final class Turnstile {

    private static final Duration PATIENCE = Duration.ofDays(1);

    private final @Nullable RateLimiter limiter;

    /** A rate in requests per minute; null lets every request through at once. */
    public Turnstile(@Nullable Integer requestsPerMinute) {
        limiter = requestsPerMinute == null ? null : RateLimiter.of("requests", config(requestsPerMinute));
    }

    private static RateLimiterConfig config(int requestsPerMinute) {
        return RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofMinutes(1).dividedBy(requestsPerMinute))
                .timeoutDuration(PATIENCE)
                .build();
    }

    /** Waits until the next request may go. An interrupt ends the wait, and stays set. */
    public void pass() {
        if (limiter != null) {
            RateLimiter.waitForPermission(limiter);
        }
    }
}
