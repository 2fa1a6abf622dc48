package com.handinger.batch.dispatch;

import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run is sent.
 *
 * @param slots tasks in flight at once
 * @param requestsPerMinute null means untold
 * @param sendDeadline how long a send is held before its task is looked up instead
 * @param outage how long the server may be away before the start ends
 * @param follow how patient each row is
 */
public record DispatchRules(
        int slots, @Nullable Integer requestsPerMinute, Duration sendDeadline, Duration outage, FollowRules follow) {

    /** How long a run that has to stop waits for the answers that are under way. */
    static final Duration HALT_GRACE = Duration.ofSeconds(8);

    private static final int LARGEST_PAGE = 250;
    private static final int SECONDS_AHEAD = 3;
    private static final int SECONDS_PER_MINUTE = 60;

    /** Why a start ends when the server was away for too long. */
    StopCause outageCause() {
        return new StopCause(
                StopCause.Kind.STOPPED,
                "the server did not answer for " + Span.text(outage)
                        + " (limits.outage); run the same command again when it is back",
                "limits.outage");
    }

    /** Rows claimed at once, and ahead of their sends: a few seconds of rate, at most one per slot. */
    int page() {
        int page = Math.min(slots, LARGEST_PAGE);
        Integer rate = requestsPerMinute;
        return rate == null ? page : Math.max(1, Math.min(page, rate * SECONDS_AHEAD / SECONDS_PER_MINUTE));
    }
}
