package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/** One event of the books; exactly one member is there. */
record JournalLine(
        @Nullable Turn turn,
        @Nullable Template worker,
        @Nullable String deleted,
        @Nullable String archived,
        @Nullable Schedule schedule,
        @Nullable String cancelled,
        @Nullable Webhook webhook,
        @Nullable Execution execution) {

    static JournalLine of(Turn turn) {
        return new JournalLine(turn, null, null, null, null, null, null, null);
    }

    static JournalLine of(Template worker) {
        return new JournalLine(null, worker, null, null, null, null, null, null);
    }

    static JournalLine deleted(String worker) {
        return new JournalLine(null, null, worker, null, null, null, null, null);
    }

    static JournalLine archived(String task) {
        return new JournalLine(null, null, null, task, null, null, null, null);
    }

    /** New, or moved to its next run. */
    static JournalLine of(Schedule schedule) {
        return new JournalLine(null, null, null, null, schedule, null, null, null);
    }

    /** Cancelled, or run for the last time. */
    static JournalLine cancelled(String schedule) {
        return new JournalLine(null, null, null, null, null, schedule, null, null);
    }

    static JournalLine of(Webhook webhook) {
        return new JournalLine(null, null, null, null, null, null, webhook, null);
    }

    static JournalLine of(Execution execution) {
        return new JournalLine(null, null, null, null, null, null, null, execution);
    }
}
