package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/** The turn that asks a task for an answer that can be used. */
final class Repair {

    /** Between the fault of an answer and how its repair failed. */
    static final String FAILED = "; its repair failed: ";

    private Repair() {}

    /** The text of the turn, which names the fault. */
    static String input(@Nullable String kind, @Nullable String message) {
        String told = message == null ? "it has no usable content" : message;
        int end = told.indexOf(FAILED);
        return "Your last answer cannot be used: " + (end < 0 ? told : told.substring(0, end)) + ".\n"
                + "Answer my original request again, in full, without that fault" + wish(kind) + ".";
    }

    private static String wish(@Nullable String kind) {
        if ("schema".equals(kind)) {
            return ": the structured output has to be valid against the output schema";
        }
        return "oversized".equals(kind) ? ", and far shorter" : "";
    }
}
