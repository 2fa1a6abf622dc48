package com.handinger.batch.sandbox;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A future or repeating run of a worker.
 *
 * @param seconds delay or interval; null for the other types
 * @param cron null for the other types
 * @param nextMillis when it runs next, since 1970
 * @param user who made it
 */
record Schedule(
        String id,
        String worker,
        Type type,
        @Nullable Long seconds,
        @Nullable String cron,
        String input,
        Budget budget,
        long nextMillis,
        String user) {

    /** What decides when it runs. */
    enum Type {
        SCHEDULED,
        DELAYED,
        CRON,
        INTERVAL
    }

    /** The same after it has run at {@code now}, or later when runs were missed; null when that was its last run. */
    @Nullable
    Schedule successor(long now, ZoneId zone) {
        if (type == Type.CRON && cron != null) {
            Instant next = Cron.parse(cron).after(Instant.ofEpochMilli(now), zone);
            return next == null ? null : at(next.toEpochMilli());
        }
        if (type == Type.INTERVAL && seconds != null) {
            long interval = seconds * 1000;
            return at(nextMillis + interval * (1 + Math.max(0, now - nextMillis) / interval));
        }
        return null;
    }

    private Schedule at(long millis) {
        return new Schedule(id, worker, type, seconds, cron, input, budget, millis, user);
    }
}
