package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * One accepted turn. Everything about it, its end included, is settled when it is accepted; only time has to pass.
 *
 * @param seq 0 for the task's first turn
 * @param version of the worker template it runs under
 * @param acceptedMillis since 1970
 * @param startsMillis since 1970; later than accepted when it waits for an earlier turn
 * @param trigger null in books of earlier versions: a call of the API
 * @param user who asked for it; null in books of earlier versions
 */
record Turn(
        String task,
        String worker,
        int version,
        int seq,
        String input,
        Budget budget,
        long acceptedMillis,
        long startsMillis,
        int durationMillis,
        int credits,
        End end,
        @Nullable Trigger trigger,
        @Nullable String user) {

    /** What made it. */
    enum Trigger {
        API,
        SCHEDULE
    }

    /** How a turn ends. */
    enum End {
        COMPLETED,
        /** The run fails. */
        FAILED,
        /** The run ends, its answer does not fit the worker's schema. */
        SCHEMA_MISSED
    }

    long endsMillis() {
        return startsMillis + durationMillis;
    }

    boolean endedAt(long millis) {
        return endsMillis() <= millis;
    }

    boolean startedAt(long millis) {
        return startsMillis <= millis;
    }
}
