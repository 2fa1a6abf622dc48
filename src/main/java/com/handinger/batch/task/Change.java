package com.handinger.batch.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that the ledger must note of a row. */
public sealed interface Change {

    /** The row in the ledger. */
    long rowId();

    /** Its task is sent now. */
    record Sent(long rowId, Instant at) implements Change {}

    /**
     * A turn is about to be added to a task that has this.
     *
     * @param text digest of the turn's text
     */
    record Based(long rowId, Base base, String text) implements Change {}

    /** It was sent, and whether the server took it is unknown. */
    record Doubted(long rowId) implements Change {}

    /** The task proved absent and the same id is sent once more, for the {@code sends}-th time. */
    record Resending(long rowId, int sends) implements Change {}

    /**
     * The server has the task.
     *
     * @param kept the answer that came with a 2xx; null when the task was found by a look-up
     */
    record Running(long rowId, int attempt, @Nullable Answer kept) implements Change {}

    /**
     * It is certain that nothing runs for it: it may be claimed again under the same id.
     *
     * @param doubted whether an earlier send of the id ever had an unknown outcome
     */
    record Released(long rowId, int sends, boolean doubted) implements Change {}

    /**
     * The task came to nothing for certain, and a person ordered a new one in its place: the row may be claimed under
     * its next id.
     *
     * @param attempt the one that came to nothing
     * @param outcome how it ended; null when nothing new is known of it
     */
    record Anew(long rowId, int attempt, @Nullable Outcome outcome) implements Change {}

    /**
     * The row has ended.
     *
     * @param withheld credits that count as spent beyond those of the answer, because nobody knows what the task cost
     * @param schedule id of the schedule that the row became; null for a row that became a task, or nothing
     */
    record Settled(
            long rowId,
            int attempt,
            Outcome outcome,
            long withheld,
            @Nullable String schedule) implements Change {

        /** A task with a known cost. */
        public Settled(long rowId, int attempt, Outcome outcome) {
            this(rowId, attempt, outcome, 0);
        }

        /** A task. */
        public Settled(long rowId, int attempt, Outcome outcome, long withheld) {
            this(rowId, attempt, outcome, withheld, null);
        }
    }
}
