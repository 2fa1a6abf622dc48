package com.handinger.batch.task;

import java.util.List;

/** Why a row did not become a schedule that anybody knows of. */
final class ScheduleErrors {

    private ScheduleErrors() {}

    static RowError absent(ScheduleClaim claim) {
        boolean givenUp = claim.ruling() == Ruling.GIVE_UP;
        String why = "it may have been sent, no answer came, and the worker's list shows no schedule like it that was"
                + " not there before"
                + (claim.order().recurring() ? "" : "; it may have run and left the list, so it is not sent again");
        return new RowError(
                RowError.UNRESOLVED,
                givenUp
                        ? RowError.GIVEN_UP + ": " + why
                        : RowError.HELD + ": " + why + ". Look for its task, then decide: retry makes it anew",
                null);
    }

    /** The moment at which it was to run passed before it was sent. */
    static RowError overdue(ScheduleClaim claim) {
        return new RowError(
                "overdue",
                "its moment " + claim.order().order().when().value() + " has passed; nothing was sent, since the server"
                        + " would buy its task at once. Give it a later one in a job of its own",
                null);
    }

    static RowError several(ScheduleClaim claim, List<String> appeared) {
        return new RowError(
                RowError.UNRESOLVED,
                RowError.HELD + ": no answer to its send came, and " + appeared.size()
                        + " schedules like it have appeared since: " + String.join(", ", appeared)
                        + ". Somebody else makes the same ones: cancel those that are too many (schedule cancel "
                        + claim.order().workerId() + " ID)",
                null);
    }

    static RowError unproven() {
        return new RowError(
                RowError.UNRESOLVED,
                RowError.HELD + ": it may have been sent, no answer came, and the list does not show what the server"
                        + " took from this run as it was sent, so that an absence proves nothing. Look at schedule list,"
                        + " then decide: retry makes it anew",
                null);
    }
}
