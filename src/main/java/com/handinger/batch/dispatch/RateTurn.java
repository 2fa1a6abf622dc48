package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.RequestRate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The next request's turn within the told rate; kept until a request takes it. For one thread. */
final class RateTurn {

    /** A look before a further send that is older than this, or than a few turns of the told rate, is repeated. */
    private static final Duration FRESH_LOOK = Duration.ofSeconds(5);

    private static final int TURNS = 4;

    private final RequestRate rate;
    private @Nullable Long at;

    RateTurn(RequestRate rate) {
        this.rate = rate;
    }

    boolean come(long now) {
        Long turn = at;
        if (turn == null) {
            turn = now + rate.reserve();
            at = turn;
        }
        return turn - now <= 0;
    }

    /** When the next request has its turn; null while nobody asked. */
    @Nullable
    Long at() {
        return at;
    }

    void take() {
        at = null;
    }

    /** When a request that could go at this time has its turn; null stays null. */
    @Nullable
    Long after(@Nullable Long time) {
        return time == null || at == null ? time : Long.valueOf(later(time, at));
    }

    long freshLook() {
        return Math.max(FRESH_LOOK.toNanos(), TURNS * rate.periodNanos());
    }

    static long sooner(long a, long b) {
        return a - b < 0 ? a : b;
    }

    static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
