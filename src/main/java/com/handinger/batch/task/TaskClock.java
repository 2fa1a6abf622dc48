package com.handinger.batch.task;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How long the task of a row has run: from its last send, which may have been another process's. For one thread. */
final class TaskClock {

    private final Duration limit;
    private final Duration before;
    private @Nullable Long since;
    private boolean cut;
    private boolean sentHere;

    /**
     * Begins with the first call.
     *
     * @param before how long ago an earlier process sent the task; null means that nobody knows
     */
    TaskClock(Duration limit, @Nullable Duration before) {
        this.limit = limit;
        this.before = before == null ? Duration.ZERO : before;
    }

    /** A send goes out. */
    void sent(long now) {
        since = now;
        sentHere = true;
    }

    /** Whether one went out in this process. */
    boolean sentHere() {
        return sentHere;
    }

    /** How long it took at most: as long as is told, and no longer than it was waited for, where that is known. */
    Duration lasted(Duration told, long now) {
        if (since == null || !sentHere) {
            return told;
        }
        Duration waited = Duration.ofNanos(now - since);
        return told.compareTo(waited) < 0 ? told : waited;
    }

    /** How its last send ended: whether we cut it ourselves. */
    void cut(boolean byUs) {
        cut = byUs;
    }

    /**
     * Whether what looks absent may be at work: its send was cut.
     *
     * @param hides whether this server may show it at its end only
     */
    boolean mayRun(boolean hides, long now) {
        return cut && hides && overrun("", now) == null;
    }

    /**
     * When an absence that lasts through the grace proves something: the end of the grace, unless the task may run longer.
     *
     * @param hides as with {@link #mayRun}
     */
    long mayRunUntil(boolean hides, long graceEnd, long now) {
        if (!mayRun(hides, now)) {
            return graceEnd;
        }
        long limitEnd = Objects.requireNonNull(since) + limit.toNanos();
        return limitEnd - graceEnd > 0 ? limitEnd : graceEnd;
    }

    /** What fails a task that still runs; null while it may. */
    @Nullable
    RowError overrun(String taskId, long now) {
        Long start = since;
        if (start == null) {
            start = now - before.toNanos();
            since = start;
        }
        return now - start < limit.toNanos()
                ? null
                : new RowError(
                        RowError.TIMEOUT,
                        "task " + taskId + " still runs after " + Span.text(limit)
                                + " (limits.taskTime); it may end and cost more at the server",
                        null);
    }
}
