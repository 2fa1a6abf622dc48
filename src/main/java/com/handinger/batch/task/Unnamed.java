package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.WorkerAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task that was sent without an id of ours, for a server that keeps none. All that is ever known of it
 * is the answer to its one send; what got lost on the way cannot be found again, and is never sent again.
 */
public final class Unnamed {

    private static final String FAILED = "error";
    private static final String ABORTED = "aborted";

    private Unnamed() {}

    /** What a process left that died, or was stopped, around the send of such a task. */
    public static Change.Settled lost(Claim claim) {
        return new Change.Settled(claim.rowId(), claim.attempt(), Outcome.failed(null, UNKNOWN), claim.reserved());
    }

    private static final RowError UNKNOWN = new RowError(
            RowError.UNRESOLVED,
            "it may have been sent, without an id (--no-client-ids), and no answer came: nobody can find out whether the"
                    + " server took it. retry --fresh sends it again, which buys it twice if it did",
            null);

    /** The end of the row, if the reply to its send is one; null when it goes on as every row does. */
    static @Nullable Decision ended(Claim claim, Reply<WorkerAnswer> reply, OutputCheck check) {
        if (reply instanceof Reply.Ok<WorkerAnswer> ok) {
            return end(claim, taken(claim, ok.body(), check));
        }
        return reply instanceof Reply.Unknown ? end(claim, Outcome.failed(null, UNKNOWN)) : null;
    }

    private static Decision end(Claim claim, Outcome outcome) {
        return new Decision(new Change.Settled(claim.rowId(), claim.attempt(), outcome), new Step.End());
    }

    private static Outcome taken(Claim claim, WorkerAnswer answer, OutputCheck check) {
        Long told = answer.credits();
        Answer kept = Answers.kept(answer).costing(told == null ? 0 : told);
        Outcome outcome = judged(claim, answer, kept, check);
        return told == null ? outcome.unpriced() : outcome;
    }

    private static Outcome judged(Claim claim, WorkerAnswer answer, Answer kept, OutputCheck check) {
        if (answer.running()) {
            return Outcome.failed(
                    kept,
                    new RowError(
                            RowError.LOST,
                            "the server answered while the task still ran, and a task that was sent without an id"
                                    + " (--no-client-ids) cannot be asked for",
                            null));
        }
        return switch (answer.status()) {
            case FAILED -> Outcome.failed(kept, new RowError(RowError.ERROR, "the task ended in error", null));
            case ABORTED -> Outcome.failed(kept, new RowError(RowError.ABORTED, "the task was aborted", null));
            default -> Answers.judged(claim, kept, check);
        };
    }
}
