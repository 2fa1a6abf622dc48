package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the rows of one start and hands back what the ledger must note. Any one thread may take; any may ask to drain. */
public interface Sending {

    /** Begins to look up, claim and send. */
    void start();

    /**
     * The changes since the last call, at most a few hundred.
     *
     * @param patience how long to wait for the first one
     * @return empty when nothing happened meanwhile; null when everything has ended and nothing more comes
     * @throws IllegalStateException when it broke, or the ledger behind it
     */
    @Nullable
    List<Change> take(Duration patience) throws InterruptedException;

    /** The ledger has noted these changes; what tasks had before turns of ours survives power loss. */
    void committed(List<Change> changes);

    /** Stops new sends and waits at most {@code grace} for what is under way. The first cause counts. */
    void drain(StopCause cause, Duration grace);

    /** Why it stopped before the last row; null when it did not. */
    @Nullable
    StopCause stopped();

    /** When the first row was sent; null when none was. */
    @Nullable
    Instant firstSend();

    /** When the last row was answered for good; null when none was. */
    @Nullable
    Instant lastAnswer();

    /** What is known of the server by now. */
    ServerHabits habits();

    /** The limits by now, and how they moved. */
    PaceReport pace();

    /** What it is doing, as of about now. */
    DispatchState state();

    /** Ends; waits until it can touch the ledger no more. */
    void end() throws InterruptedException;
}
