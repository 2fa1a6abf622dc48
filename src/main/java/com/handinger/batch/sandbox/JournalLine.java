package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/** One event of the books; exactly one member is there. */
record JournalLine(
        @Nullable Turn turn,
        @Nullable Template worker,
        @Nullable String deleted,
        @Nullable String archived) {

    static JournalLine of(Turn turn) {
        return new JournalLine(turn, null, null, null);
    }

    static JournalLine of(Template worker) {
        return new JournalLine(null, worker, null, null);
    }

    static JournalLine deleted(String worker) {
        return new JournalLine(null, null, worker, null);
    }

    static JournalLine archived(String task) {
        return new JournalLine(null, null, null, task);
    }
}
