package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
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

    static Decision halt(StopCause.Kind kind, String message) {
        return new Decision(null, new Step.Halt(new StopCause(kind, message)));
    }

    /** What ends the whole start, whichever row it was said to; null for any other reply. */
    static @Nullable Decision halting(Reply<?> reply) {
        if (reply instanceof Reply.Denied<?> denied) {
            return halt(
                    StopCause.Kind.CREDENTIALS,
                    "the server answered " + denied.status() + ": " + denied.message()
                            + "; check HANDINGER_API_KEY and that its user may run this worker");
        }
        if (reply instanceof Reply.Unpaid<?> unpaid) {
            return halt(
                    StopCause.Kind.CREDITS,
                    "the server answered " + unpaid.status() + ": " + unpaid.message()
                            + "; top up the balance, then run the same command again");
        }
        return null;
    }
}
