package com.handinger.batch.dispatch;

import com.handinger.batch.task.Claim;
import java.util.List;

/** Where the rows come from; called by one thread of the dispatcher's own, and never interrupted. */
public interface ClaimSource {

    /** Rows that an earlier process left in doubt or running. */
    List<Claim> unfinished();

    /** A few tasks of this run that the server is known to have had; none before the first. */
    List<Claim> known();

    /**
     * Claims pending rows; their marks are on disk when this returns.
     *
     * @return fewer than {@code limit} mean that no more are pending
     */
    List<Claim> claim(int limit);

    /** Whether the rows are still this process's to send: asked directly before each send, by the dispatcher's thread. */
    default boolean owned() {
        return true;
    }
}
