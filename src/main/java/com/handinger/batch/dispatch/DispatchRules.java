package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a run is sent.
 *
 * @param pace what is told of tasks in flight and requests
 * @param learned what an earlier start learned of both
 * @param rate of all requests of the start, also of those before and after the tasks
 * @param sendDeadline how long a send is held before its task is looked up instead
 * @param letGo whether a send is let go early, where tasks can be read while they run
 * @param outage how long the server may be away before the start ends
 * @param follow how patient each row is
 * @param unnamed whether tasks are sent without ids of ours, so that it does not matter whether the server keeps any
 */
public record DispatchRules(
        PaceRules pace,
        PaceMemory learned,
        RequestRate rate,
        Duration sendDeadline,
        boolean letGo,
        Duration outage,
        FollowRules follow,
        boolean unnamed) {

    /** The same for tasks that get no ids of ours: nothing is let go, since nothing could be found again. */
    public DispatchRules withoutIds() {
        return new DispatchRules(pace, learned, rate, follow.taskTime(), false, outage, follow.holding(), true);
    }

    /** How long a run that has to stop waits for the answers that are under way. */
    static final Duration HALT_GRACE = Duration.ofSeconds(8);

    /** A stream that is open for so long is no reason not to look. */
    static final Duration LONGEST_STREAM = Duration.ofMinutes(5);

    /** Long enough for the request to arrive, and for the answer to a short task. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final int LARGEST_PAGE = 250;
    private static final Duration AHEAD = Duration.ofSeconds(3);

    /** The pace to begin with. */
    Pacer pacer() {
        return new Pacer(pace, learned, InstantSource.system(), rate);
    }

    /** How long a send is held at a server of which this much is known. */
    Duration sendDeadline(ServerHabits server) {
        boolean early = letGo && Boolean.TRUE.equals(server.whileRunning()) && sendDeadline.compareTo(MOMENT) > 0;
        return early ? MOMENT : sendDeadline;
    }

    /** Why a start ends when the server is away for too long; null while it can wait. */
    @Nullable
    StopCause givenUp(SendGate.Outage away) {
        if (away.lasted().compareTo(outage) <= 0) {
            return null;
        }
        return new StopCause(
                StopCause.Kind.STOPPED,
                "the server did not answer for " + Span.text(outage) + " (limits.outage)" + away.told()
                        + "; run the same command again when it is back",
                "limits.outage");
    }

    /** Rows claimed at once, and ahead of their sends: a few seconds of rate, at most one per slot. */
    static int page(Pacer pacer) {
        long rate = AHEAD.toNanos() / pacer.periodNanos();
        return (int) Math.max(1, Math.min(Math.min(pacer.slots(), LARGEST_PAGE), rate));
    }
}
