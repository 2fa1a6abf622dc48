package com.handinger.batch.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that exist without having been started, of the demo workers, so that sample jobs can continue them:
 * {@code tsk_demo-triage.T-1001} is one of {@code wrk_demo-triage}. They are in no journal, and cost nothing here.
 */
final class DemoTasks {

    private static final Pattern ID = Pattern.compile("tsk_(demo-[a-z-]+)\\.(\\S+)");
    private static final long ACCEPTED = Instant.parse("2026-11-16T08:00:00Z").toEpochMilli();
    private static final int MILLIS = 1200;
    private static final int CREDITS = 2;

    private DemoTasks() {}

    /** The demo task of this id, with its one turn; null when the id does not look like one. */
    static @Nullable Task find(String id) {
        Matcher parts = ID.matcher(id);
        return parts.matches()
                ? new Task(id, List.of(first(id, "wrk_" + parts.group(1), parts.group(2))), false)
                : null;
    }

    private static Turn first(String id, String worker, String subject) {
        return new Turn(
                id,
                worker,
                0,
                0,
                "A first message about " + subject + ".",
                Budget.LOW,
                ACCEPTED,
                ACCEPTED,
                MILLIS,
                CREDITS,
                Turn.End.COMPLETED,
                null,
                null,
                null,
                null);
    }
}
