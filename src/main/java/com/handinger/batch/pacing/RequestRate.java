package com.handinger.batch.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The told rate of a process: spaces requests evenly, so that neither a second nor a minute ever sees more than its
 * share. One permission per period of {@code 60 s / rate}: a limiter of many permissions per period would let twice
 * the rate through at a boundary.
 *
 * <p>For one thread.
 */
public final class RequestRate {

    private static final Duration PATIENCE = Duration.ofDays(1);

    private final @Nullable RateLimiter limiter;
    private final long period;

    /** A rate in requests per minute; null lets every request go at once. */
    public RequestRate(@Nullable Integer requestsPerMinute) {
        period = requestsPerMinute == null
                ? 0
                : Duration.ofMinutes(1).dividedBy(requestsPerMinute).toNanos();
        limiter = requestsPerMinute == null ? null : RateLimiter.of("requests", config(requestsPerMinute));
    }

    private static RateLimiterConfig config(int requestsPerMinute) {
        return RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofMinutes(1).dividedBy(requestsPerMinute))
                .timeoutDuration(PATIENCE)
                .build();
    }

    /** Nanoseconds from one request to the next; 0 for an untold rate. */
    public long periodNanos() {
        return period;
    }

    /** Takes one permission and says in how many nanoseconds it may be used; 0 is now. Never blocks. */
    public long reserve() {
        if (limiter == null) {
            return 0;
        }
        long wait = limiter.reservePermission();
        if (wait < 0) {
            throw new IllegalStateException("more than a day of requests is reserved already");
        }
        return wait;
    }
}
