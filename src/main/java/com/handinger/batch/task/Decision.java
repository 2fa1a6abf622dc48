package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a {@link RowLife} to an event.
 *
 * @param change what the ledger must note; null for nothing
 * @param next what happens next
 */
public record Decision(@Nullable Change change, Step next) {

    static Decision ask(Step.Request request, long delayNanos) {
        return new Decision(null, new Step.Ask(request, delayNanos));
    }

    static Decision ask(Change change, Step.Request request, long delayNanos) {
        return new Decision(change, new Step.Ask(request, delayNanos));
    }

    /** What is at the server under the row's id is other work. */
    static Decision notOurs(Claim claim, String why) {
        return new Decision(
                null,
                new Step.Halt(new StopCause(
                        StopCause.Kind.FATAL_ANSWER,
                        "task " + claim.taskId() + " of row " + claim.number() + " " + why
                                + ": it is not ours, so nothing more is sent")));
    }
}
