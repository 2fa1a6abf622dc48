package com.handinger.batch.pacing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The told rate of a process. Requests are spaced evenly, and what is late may be caught up with for a moment; but no
 * minute ever sees more than the told number and no second more than its share, rounded up, wherever they begin.
 *
 * <p>Times are nanoseconds of {@link System#nanoTime()}, or of one clock of a test. Threads may share it: whoever asks before and after
 * the tasks of a start shares it with them.
 */
public final class RequestRate {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int SECONDS = 60;

    private final @Nullable Spacing spacing;
    private final Passed second;
    private final Passed minute;

    /** A rate in requests per minute; null lets every request go at once. */
    public RequestRate(@Nullable Integer requestsPerMinute) {
        int most = requestsPerMinute == null ? 0 : requestsPerMinute;
        spacing = most == 0 ? null : new Spacing((double) most / SECONDS);
        second = new Passed((most + SECONDS - 1) / SECONDS, SECOND);
        minute = new Passed(most, MINUTE);
    }

    /** When the next request may go; now or earlier means at once. */
    public synchronized long permitAt(long now) {
        return spacing == null
                ? now
                : Times.later(spacing.permitAt(now), Times.later(second.permitAt(now), minute.permitAt(now)));
    }

    /**
     * Lets a request go now, if it may, and counts it.
     *
     * @return when it may go; now or earlier means that it goes, later that nothing was counted
     */
    public synchronized long take(long now) {
        long at = permitAt(now);
        if (at - now <= 0) {
            gone(now);
        }
        return at;
    }

    /** A request goes. */
    public synchronized void gone(long now) {
        if (spacing != null) {
            spacing.gone(now);
            second.gone(now);
            minute.gone(now);
        }
    }

    /** The last requests, as many as may go within a span. */
    private static final class Passed {

        private final long span;
        private final long[] times;
        private int next;
        private boolean full;

        Passed(int most, long span) {
            this.span = span;
            times = new long[most];
        }

        long permitAt(long now) {
            return full ? times[next] + span : now;
        }

        void gone(long now) {
            times[next] = now;
            next = (next + 1) % times.length;
            full |= next == 0;
        }
    }
}
