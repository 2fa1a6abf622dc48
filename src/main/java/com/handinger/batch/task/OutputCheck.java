package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/** Says whether a structured output is what the job asked for. */
@FunctionalInterface
public interface OutputCheck {

    /** Every output is fine. */
    OutputCheck NONE = (workerId, structuredOutput) -> null;

    /**
     * Why the output of a completed task is not usable; null when it is, or when outputs of this worker are not checked.
     *
     * @param structuredOutput one JSON object; null without one
     */
    @Nullable
    String fault(String workerId, @Nullable String structuredOutput);
}
