package com.handinger.batch.progress;

import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.pacing.PaceTrail;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says when a limit has moved, and why: not each step, since a limit that is found by trying moves all the time, but each
 * move by a third or more, and never more often than every 10 s. The summary has them all. Times are nanoseconds of one
 * monotonic clock. For one thread.
 */
public final class PaceLog {

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final double MUCH = 4.0 / 3;

    private final Console console;
    private @Nullable Long lastLine;
    private @Nullable Integer tasks;
    private @Nullable Integer requests;

    /** Begins; the first limits are what others are compared with. */
    public PaceLog(Console console, PaceReport first) {
        this.console = console;
        tasks = first.tasks().first();
        requests = first.requests().first();
    }

    /** Time passes. */
    public void tick(long now, PaceReport pace) {
        Integer tasksNow = pace.tasks().last();
        Integer requestsNow = pace.requests().last();
        boolean early = lastLine != null && now - lastLine < SHORTEST.toNanos();
        if (early || (!much(tasks, tasksNow) && !much(requests, requestsNow))) {
            return;
        }
        lastLine = now;
        String why = much(tasks, tasksNow)
                ? reason(pace.tasks(), fell(tasks, tasksNow))
                : reason(pace.requests(), fell(requests, requestsNow));
        tell("Pace: at most " + tasksNow + (tasksNow != null && tasksNow == 1 ? " task" : " tasks") + " in flight"
                + was(tasks, tasksNow)
                + (requestsNow == null
                        ? ""
                        : " and " + Counted.of(requestsNow, "request") + " a minute" + was(requests, requestsNow))
                + ": " + why);
        console.journal().info("pace", "tasks_in_flight", tasksNow, "requests_per_minute", requestsNow, "reason", why);
        tasks = tasksNow;
        requests = requestsNow;
    }

    private void tell(String line) {
        if (!console.journal().said() && console.voice().view() != View.NONE) {
            console.say(line);
        }
    }

    private static boolean much(@Nullable Integer said, @Nullable Integer now) {
        if (said == null || now == null) {
            return now != null;
        }
        return now > said * MUCH || said > now * MUCH;
    }

    private static String was(@Nullable Integer said, @Nullable Integer now) {
        return said == null || said.equals(now) ? "" : " (" + said + " before)";
    }

    /** Of the last move in the same direction: a limit may have grown a little since it was cut. */
    private static String reason(PaceTrail trail, boolean fell) {
        List<PaceTrail.Change> changes = trail.changes();
        for (int i = changes.size() - 1; i >= 0; i--) {
            PaceTrail.Change change = changes.get(i);
            Integer from = change.from();
            if (!fell || (from != null && change.to() < from)) {
                return change.reason();
            }
        }
        return changes.isEmpty() ? "" : changes.get(changes.size() - 1).reason();
    }

    private static boolean fell(@Nullable Integer said, @Nullable Integer now) {
        return said != null && now != null && now < said;
    }
}
