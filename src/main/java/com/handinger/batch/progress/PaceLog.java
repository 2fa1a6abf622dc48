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
        tell("Pace: at most " + tasksNow + " tasks in flight" + was(tasks, tasksNow)
                + (requestsNow == null ? "" : " and " + requestsNow + " requests a minute" + was(requests, requestsNow))
                + ": " + reason(much(tasks, tasksNow) ? pace.tasks() : pace.requests()));
        console.journal()
                .info(
                        "pace",
                        "tasks_in_flight",
                        tasksNow,
                        "requests_per_minute",
                        requestsNow,
                        "reason",
                        reason(much(tasks, tasksNow) ? pace.tasks() : pace.requests()));
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

    private static String reason(PaceTrail trail) {
        List<PaceTrail.Change> changes = trail.changes();
        return changes.isEmpty() ? "" : changes.get(changes.size() - 1).reason();
    }
}
