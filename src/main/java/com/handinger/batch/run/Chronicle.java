package com.handinger.batch.run;

import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.dispatch.Wait;
import com.handinger.batch.ledger.LedgerMoments;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RunMoment;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.pacing.PaceTrail;
import com.handinger.batch.task.StopCause;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes in the ledger how a start stands over time, for the report: every 2 s, and ever more rarely the longer it takes,
 * so that a start of a day leaves some two thousand notes. For one thread.
 */
final class Chronicle {

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    /** A full pipe waits for these all the time. */
    private static final Set<Wait.Reason> USUAL = EnumSet.of(Wait.Reason.SLOTS, Wait.Reason.ENDS);

    private static final int SHARES = 500;

    /** Nanoseconds without a send that are worth a word. */
    private static final long TELLING = Duration.ofSeconds(1).toNanos();

    private final LedgerMoments moments;
    private final RunRecord run;
    private final int startNo;
    private final Supplier<RequestCounts> requests;
    private final Clock wall;

    private @Nullable Long began;
    private long lastNote;
    private boolean stood;
    private int most;
    private @Nullable Integer tasks;

    Chronicle(LedgerMoments moments, RunRecord run, int startNo, Supplier<RequestCounts> requests, Clock wall) {
        this.moments = moments;
        this.run = run;
        this.startNo = startNo;
        this.requests = requests;
        this.wall = wall;
    }

    /**
     * Time passes.
     *
     * @param now nanoseconds of a monotonic clock
     */
    void tick(long now, Standing.Done done, DispatchState state, PaceReport pace) {
        most = Math.max(most, state.inFlight());
        stood = now - state.lastSend() >= TELLING;
        if (began == null) {
            began = now;
        } else if (now - lastNote < Math.max(SHORTEST.toNanos(), (now - began) / SHARES)) {
            return;
        }
        lastNote = now;
        note(done, state, pace);
    }

    /** The last one of this start. */
    void note(Standing.Done done, DispatchState state, PaceReport pace) {
        RequestCounts made = requests.get();
        moments.note(
                run,
                new RunMoment(
                        startNo,
                        wall.millis(),
                        done.completed(),
                        done.bad(),
                        done.credits(),
                        Math.max(most, state.inFlight()),
                        pace.tasks().last(),
                        pace.requests().last(),
                        made.sends() + made.reads(),
                        made.rateLimited(),
                        reason(state, pace.tasks())));
        tasks = pace.tasks().last();
        most = 0;
    }

    private @Nullable String reason(DispatchState state, PaceTrail trail) {
        List<PaceTrail.Change> changes = trail.changes();
        Integer last = trail.last();
        if (tasks != null && !tasks.equals(last) && !changes.isEmpty()) {
            return changes.get(changes.size() - 1).reason();
        }
        Wait wait = state.waiting();
        if (wait == null || USUAL.contains(wait.reason())) {
            return null;
        }
        if (wait.reason() == Wait.Reason.STOPPING || wait.reason() == Wait.Reason.DRAINING) {
            return stops(state.stop());
        }
        return stood ? "waits: " + wait.reason().words() : null;
    }

    /** What nothing more is sent for, by one name: the rest of it is how the start ends. */
    private static String stops(@Nullable StopCause cause) {
        return "sends no more, and ends what is under way: " + (cause == null ? "asked to stop" : cause.name());
    }
}
