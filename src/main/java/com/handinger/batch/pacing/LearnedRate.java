package com.handinger.batch.pacing;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The request rate that a server puts up with, learned from its refusals. A refusal tells how much it had taken since the
 * one before: for a server that counts requests, that is its limit. Growth counts only while requests wait for it.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
final class LearnedRate {

    private static final double SECONDS_PER_MINUTE = 60;
    private static final double START = 300;
    private static final double FIRST_DOUBLING_SECONDS = 0.25;
    /** Requests that a server of which nothing is known gets at once: what its first refusal can cost. */
    private static final int FIRST_BURST = 15;

    /** More than one machine can send. */
    private static final double MOST = 20_000;
    /** Below it only the server's own pauses slow down: a crawl would hold up a run for long after a bad minute. */
    private static final double LEAST = 10;

    private static final double KEPT = 0.9;
    /** So few requests do not tell a rate: one stray refusal after a start would make a crawl of it. */
    private static final int FEW = 8;

    private static final long LONGEST_USE = Duration.ofSeconds(1).toNanos();
    private static final int BUCKETS = 10;
    private static final long BUCKET = LONGEST_USE / BUCKETS;

    private final AdaptiveLimit limit;
    private final Spacing spacing;
    /** Requests of the last second, by tenths. */
    private final long[] recent = new long[BUCKETS];

    private long bucket;
    private boolean begun;
    private long begin;
    private long goneSince;
    private boolean held;
    private long heldSince;
    private boolean everHeld;
    private long lastHeld;

    /**
     * A rate to be found out.
     *
     * @param told requests per minute that are never exceeded, and begun with; null for none
     * @param known requests per minute that an earlier start ended with; null for none
     */
    LearnedRate(@Nullable Integer told, @Nullable Integer known) {
        double most = told == null ? MOST : told / SECONDS_PER_MINUTE;
        limit = new AdaptiveLimit(Math.min(LEAST, most), most, told == null ? START : most, FIRST_DOUBLING_SECONDS);
        if (known != null) {
            limit.known(known / SECONDS_PER_MINUTE);
        }
        spacing = new Spacing(limit.value(), told == null && known == null ? FIRST_BURST : 0);
    }

    /** Requests per minute; null while nothing was refused. */
    @Nullable
    Integer perMinute() {
        return limit.found() ? Integer.valueOf((int) Math.round(limit.value() * SECONDS_PER_MINUTE)) : null;
    }

    long periodNanos() {
        return spacing.periodNanos();
    }

    long permitAt(long now) {
        return spacing.permitAt(now);
    }

    /** A request waits for its turn. */
    void holds(long now) {
        heldSince = held ? heldSince : now;
        held = true;
        everHeld = true;
        lastHeld = now;
    }

    /** Whether a request waited for its turn within the last so many nanoseconds. */
    boolean heldWithin(long span, long now) {
        return everHeld && now - lastHeld <= span;
    }

    void gone(long now) {
        if (!begun) {
            begun = true;
            begin = now;
            bucket = now;
        } else if (held) {
            limit.grow(Times.seconds(Math.min(now - heldSince, LONGEST_USE + periodNanos())));
            spacing.grow(limit.value());
        }
        held = false;
        goneSince++;
        recent[count(now)]++;
        spacing.gone(now);
    }

    /** Forgets what is older than a second. Returns the place of now. */
    private int count(long now) {
        long passed = Math.max(0, (now - bucket) / BUCKET);
        for (long i = 1; i <= Math.min(passed, BUCKETS); i++) {
            recent[Math.floorMod(bucketNumber() + i, BUCKETS)] = 0;
        }
        bucket += passed * BUCKET;
        return Math.floorMod(bucketNumber(), BUCKETS);
    }

    private long bucketNumber() {
        return Math.floorDiv(bucket - begin, BUCKET);
    }

    /**
     * A request was refused for the first time since {@link #gone} or since the last refusal.
     *
     * @param after the pause that the server asked for; null for none
     */
    void cut(long now, @Nullable Duration after) {
        double before = limit.value();
        if (goneSince > FEW) {
            double allowed = Math.min(before, taken(now, after));
            limit.cut(allowed, KEPT * allowed);
        } else {
            // Hardly one was taken since the last refusal: that tells of the server's trouble and not of its limit.
            limit.cut(limit.found() ? limit.ceiling() : before, before / 2);
        }
        spacing.rate(limit.value());
        begun = true;
        begin = now;
        bucket = now;
        goneSince = 0;
        held = false;
        everHeld = false;
        Arrays.fill(recent, 0);
    }

    /** Requests per second that the server took, all but the refused one. */
    private double taken(long now, @Nullable Duration after) {
        count(now);
        // A long pause is the rest of a window whose share is used up; one second is what a rounded pause is at least.
        double pause = after == null ? 0 : Math.max(0, Times.seconds(after.toNanos()) - 1);
        double sinceRefusal = (goneSince - 1) / (Math.max(1, Times.seconds(now - begin)) + pause);
        // Half of a burst, because a server may have saved up a second's worth.
        double burst = (LongStream.of(recent).sum() - 1) / 2.0;
        return Math.max(sinceRefusal, burst);
    }
}
