package com.handinger.batch.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The told rate for what makes one request after the other and may wait in between: the few requests before and after the
 * tasks of a start, and {@code doctor}. One permission per period, because many per period would let twice the rate through at a boundary.
 * Threads may share it.
 */
public final class Turnstile {

    private static final Duration PATIENCE = Duration.ofDays(1);

    private final @Nullable RateLimiter limiter;

    private final RequestRate rate;

    /** A rate in requests per minute; null lets every request through at once. */
    public Turnstile(@Nullable Integer requestsPerMinute) {
        rate = new RequestRate(requestsPerMinute);
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
            followOthers(System.nanoTime() + PATIENCE.toNanos());
        }
    }

    /** The same, but no longer than this: for the last requests of a process that has to leave. */
    public void passWithin(Duration most) {
        if (limiter != null) {
            followOthers(System.nanoTime() + most.toNanos());
        }
    }

    private void followOthers(long until) {
        long now = System.nanoTime();
        for (long at = rate.take(now); at - now > 0; at = rate.take(now)) {
            if (until - now <= 0 || !waits(Math.min(at, until) - now)) {
                rate.gone(now); // It goes all the same, and counts.
                return;
            }
            now = System.nanoTime();
        }
    }

    /** Whether the wait came to its end. */
    private static boolean waits(long nanos) {
        try {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS)
                    .get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same rate for the many requests that are made together; both count what goes by the other. */
    public RequestRate rate() {
        return rate;
    }
}
