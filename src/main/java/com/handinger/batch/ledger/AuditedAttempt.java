package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task id that the ledger knows, and what it knows of it.
 *
 * @param item position in its audit, from 1
 * @param number position of its row in the input, 1-based
 * @param workerId null when the id never left this machine under known settings
 * @param state of the row while this is its newest attempt; how the attempt ended otherwise
 * @param errorKind null unless it ended badly
 * @param credits on the books; 0 before its end
 * @param turns on the books; 0 before its end
 * @param current whether it is its row's newest, which a later start goes on with: not when the row left the input
 * @param before turns that the task had before this attempt
 * @param last turns that the task has with the last attempt that is known to have added one
 */
public record AuditedAttempt(
        long item,
        long rowId,
        int attempt,
        long number,
        String key,
        String taskId,
        @Nullable String workerId,
        RowState state,
        @Nullable String errorKind,
        long credits,
        int turns,
        boolean current,
        int before,
        int last) {

    private static final Set<String> NEVER_TAKEN = Set.of("refused", "unresolved", "lost");

    /** Whether the task has turns of other attempts, or of others. */
    public boolean shared() {
        return last > 1;
    }

    /** Whether no other attempt is known to have added a turn after it. */
    public boolean newestTurn() {
        return before + 1 == last;
    }

    /** Whether the server should have a task of this id. */
    public enum Expected {
        THERE,
        ABSENT,
        /** In doubt: the next start finds out. */
        EITHER
    }

    /** What the ledger says of the server. */
    public Expected expected() {
        return switch (state) {
            case COMPLETED, UNUSABLE, RUNNING -> Expected.THERE;
            case SENDING, UNKNOWN -> Expected.EITHER;
            case PENDING, REJECTED -> Expected.ABSENT;
            case FAILED -> errorKind == null || NEVER_TAKEN.contains(errorKind) ? Expected.ABSENT : Expected.THERE;
        };
    }

    /** Whether a later start settles it. */
    boolean open() {
        return current && !state.settled();
    }

    /** The state in words, with the kind of its error. */
    public String words() {
        return errorKind == null ? state.word() : state.word() + " (" + errorKind + ")";
    }
}
