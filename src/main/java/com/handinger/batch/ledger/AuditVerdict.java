package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading an attempt's task came to.
 *
 * @param task what the server has; null when it has none, or tells nothing
 */
public record AuditVerdict(AuditedAttempt attempt, @Nullable Seen task, List<AuditFinding> findings) {

    /** Copies the list. */
    public AuditVerdict {
        findings = List.copyOf(findings);
    }

    /**
     * A task as the server has it.
     *
     * @param ended whether nothing more happens without a further turn
     */
    public record Seen(long credits, int turns, boolean ended) {}

    /** Whether the books say something else of a task that has ended, and no later start will read it. */
    public boolean correctsBooks() {
        RowState state = attempt.state();
        boolean kept = state.settled() || state == RowState.PENDING;
        return task != null
                && kept
                && task.ended
                && (task.credits != attempt.credits() || task.turns != attempt.turns());
    }

    /** Whether a row that would be sent without a look has a task, or another one than its failure says. */
    boolean needsLook() {
        boolean otherwise = attempt.state() == RowState.FAILED && !findings.isEmpty();
        return task != null && (attempt.state() == RowState.PENDING || otherwise);
    }
}
