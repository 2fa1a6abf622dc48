package com.handinger.batch.pacing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks may be in flight. Of a range it grows while rows wait for nothing but a slot, and is cut once for each
 * refusal. Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class TaskSlots {

    /** Tasks in flight that a range begins with, when nothing is known of the server. */
    public static final int START = 16;

    private static final double KEPT = 0.8;
    private static final double FIRST_DOUBLING_SECONDS = 1;
    private static final long STEP = Duration.ofMillis(250).toNanos();
    /** Rows that waited at both ends of a longer gap need not have waited within it. */
    private static final long LONGEST_GAP = 4 * STEP;

    private static final long MOMENT = Duration.ofMillis(20).toNanos();

    private final boolean fixed;
    private final AdaptiveLimit limit;
    private boolean holding;
    private long since;
    private long lastHeld;

    /** @param known what an earlier start ended with; null for nothing */
    TaskSlots(int min, int max, @Nullable Integer known) {
        fixed = min == max;
        limit = new AdaptiveLimit(min, max, START, FIRST_DOUBLING_SECONDS);
        if (known != null && !fixed) {
            limit.known(known);
        }
    }

    /** What refusals told; null while none did. */
    @Nullable
    Integer found() {
        return limit.found() && !fixed ? Integer.valueOf(count()) : null;
    }

    int count() {
        // A cut leaves no whole number, and growth in small steps must not miss one by a rounding error.
        return (int) (limit.value() + 1e-9);
    }

    /** Rows wait for a slot now, or no longer do. */
    void waiting(boolean rows, long now) {
        if (!rows) {
            // A slot is free for the moment from the end of one row to the start of the next.
            holding = holding && now - lastHeld <= MOMENT;
            return;
        }
        if (!holding || now - lastHeld > LONGEST_GAP) {
            since = now;
        } else if (now - since >= STEP) {
            limit.grow(Times.seconds(now - since));
            since = now;
        }
        holding = true;
        lastHeld = now;
    }

    /** When waiting rows make it grow; null when they never do. */
    @Nullable
    Long growsAt() {
        return holding && !limit.atMax() ? Long.valueOf(since + STEP) : null;
    }

    /** Whether rows waited for a slot within the last so many nanoseconds. */
    boolean heldWithin(long span, long now) {
        return holding && now - lastHeld <= span;
    }

    void cut() {
        limit.cut(count(), count() * KEPT);
        holding = false;
    }
}
