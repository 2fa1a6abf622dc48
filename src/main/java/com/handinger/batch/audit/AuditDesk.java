package com.handinger.batch.audit;

import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an audit gets its work, and where it leaves what it found. Used by one thread. */
public interface AuditDesk {

    /** The next attempts to read, behind this one; fewer than {@code limit} when no more follow. */
    List<AuditedAttempt> next(long after, int limit);

    /** Keeps what was read: a process that dies afterwards does not read it again. */
    void keep(List<AuditVerdict> verdicts);

    /** Why somebody asked to stop; null when nobody did. */
    @Nullable
    String stopped();

    /**
     * Time passes.
     *
     * @param now nanoseconds
     * @param wait what nothing is read for; null when it is read
     */
    void tick(long now, @Nullable String wait);
}
