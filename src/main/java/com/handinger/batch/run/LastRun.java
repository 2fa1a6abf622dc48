package com.handinger.batch.run;

import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.report.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the last run of a job compares with what would start now.
 *
 * @param run that would go on; null where another one would begin
 * @param standing in words; null without such a run
 * @param finished whether nothing would be done
 * @param left rows that the next start would send, none when it would be refused; null when it would begin a run
 * @param spent credits of the run that would go on, with what is reserved for its rows under way
 * @param asking what a person may choose from; null where nobody is asked
 */
record LastRun(
        @Nullable RunRecord run,
        @Nullable String standing,
        boolean finished,
        @Nullable Long left,
        long spent,
        @Nullable Asking asking) {

    /** The choices of a person. */
    record Asking(ChangeChoices choices, ChangeChoices.Rows rows, boolean acceptable) {

        /** @param command what says it, without a choice */
        List<Plan.Choice> of(String command) {
            return acceptable ? choices.of(command, rows) : List.of(choices.anew(command, rows.toBuy()));
        }
    }

    @Nullable
    String runId() {
        return run == null ? null : run.id();
    }

    /** Without a run that could go on. */
    static LastRun none(@Nullable String standing) {
        return new LastRun(null, standing, false, null, 0, null);
    }

    /** Where a start would be refused. */
    static LastRun refused(String why) {
        return new LastRun(null, why, true, 0L, 0, null);
    }
}
