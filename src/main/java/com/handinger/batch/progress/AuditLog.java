package com.handinger.batch.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how far an audit is: every 30 s, or sooner when what it waits for changes, but never more often than every 10 s.
 * Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class AuditLog {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Console console;
    private final long total;
    private final long before;
    private final long began;
    private long read;
    private long found;
    private long lastLine;
    private String lastWait = "";

    /**
     * Begins to count.
     *
     * @param total attempts of the audit
     * @param before how many of them were read before
     */
    public AuditLog(Console console, long total, long before, long now) {
        this.console = console;
        this.total = total;
        this.before = before;
        read = before;
        began = now;
        lastLine = now;
    }

    /** Attempts were read, and so many findings came of it. */
    public void read(long attempts, long findings) {
        read += attempts;
        found += findings;
    }

    /**
     * Time passes.
     *
     * @param wait what nothing is read for; null when it is read
     */
    public void tick(long now, @Nullable String wait) {
        String waiting = wait == null ? "" : wait;
        long since = now - lastLine;
        if (since >= INTERVAL.toNanos() || (since >= SHORTEST.toNanos() && !waiting.equals(lastWait))) {
            lastLine = now;
            lastWait = waiting;
            console.say(line(now) + (waiting.isEmpty() ? "" : "; waiting: " + waiting));
        }
    }

    private String line(long now) {
        long done = read - before;
        String text = read + "/" + total + " attempts read, " + Counted.of(found, "finding") + " so far";
        if (done == 0 || read == total) {
            return text;
        }
        Duration left = Duration.ofNanos((long) ((double) (now - began) / done * (total - read)));
        return text + ", about "
                + (left.toMinutes() > 0 ? left.toMinutes() + " min left" : Math.max(1, left.toSeconds()) + " s left");
    }
}
