package com.handinger.batch.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code summary.json} says of the audit. */
public sealed interface Audit {

    /** The run was never audited to the end. */
    record NotRun() implements Audit {

        /** What stands for it. */
        @JsonValue
        public String word() {
            return "not run";
        }
    }

    /**
     * The figures of the last audit that was finished.
     *
     * @param sample attempts that were drawn; null when all were read
     * @param seed what they were drawn with; null without a sample
     * @param attempts attempts that were read
     * @param tasks tasks that the server has of them
     * @param turns of these tasks
     * @param credits of these tasks
     * @param findings in how many points ledger and server disagreed
     * @param byKind the same by kind; kinds without any are left out
     * @param corrected attempts whose credits and turns were set right in the ledger's books
     */
    record Figures(
            String beganAt,
            @Nullable String endedAt,
            @Nullable Integer sample,
            @Nullable Long seed,
            long attempts,
            long tasks,
            long turns,
            long credits,
            long findings,
            Map<String, Long> byKind,
            long surplusTurns,
            long surplusCredits,
            long corrected)
            implements Audit {}
}
