package com.handinger.batch.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a key and a server.
 *
 * @param keepsIds whether a task is readable under the id it is sent with; null when that was not asked
 * @param readableAfterMs the longest time seen from a send until that; null when none was measured
 * @param readableWhileRunning whether before its end; null when nothing told
 * @param credits what finding out cost; null when nothing was sent
 */
public record Checkup(
        String baseUrl,
        List<Finding> findings,
        @Nullable Boolean keepsIds,
        @Nullable Long readableAfterMs,
        @Nullable Boolean readableWhileRunning,
        @Nullable Long credits,
        ExitCode exit) {

    /**
     * One answer.
     *
     * @param topic a word for programs
     * @param fine whether a run can count on it
     * @param text for people
     */
    public record Finding(String topic, boolean fine, String text) {}
}
