package com.handinger.batch.dispatch;

import com.handinger.batch.ledger.ScheduleLedger;
import com.handinger.batch.task.ScheduleClaim;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the rows come from that become schedules; called by one thread, which is never interrupted. */
public interface ScheduleSource {

    /** Rows that an earlier process left in doubt. */
    List<ScheduleClaim> unfinished();

    /** Ids of all schedules that rows became. */
    Set<String> owned();

    /** What the server took last from this run; null before the first. */
    ScheduleLedger.@Nullable Taken last();

    /**
     * Pending rows, not claimed yet.
     *
     * @param after number of a row; those behind it are read
     * @return fewer than {@code limit} mean that no more are pending
     */
    List<ScheduleClaim> pending(long after, int limit);

    /** Claims rows, each with what was there before; their marks are on disk when this returns. */
    void claim(List<ScheduleClaim> claims);
}
