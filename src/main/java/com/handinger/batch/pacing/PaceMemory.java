package com.handinger.batch.pacing;

import org.jspecify.annotations.Nullable;

/**
 * What one start learned of a server's limits, for the next one.
 *
 * @param tasks in flight that it put up with; null when nothing was learned
 * @param requestsPerMinute that it put up with; null when it never refused one
 */
public record PaceMemory(@Nullable Integer tasks, @Nullable Integer requestsPerMinute) {

    /** Of a server that nothing is known of. */
    public static final PaceMemory NONE = new PaceMemory(null, null);
}
