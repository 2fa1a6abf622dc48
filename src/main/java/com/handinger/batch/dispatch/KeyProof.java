package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this key sees what earlier starts of the run sent. The key of another organisation makes every task look
 * absent, so before the first further send of a row from an earlier start, a task that the run knows must be readable.
 * The witnesses are read in turn until one of them is; one that is absent is not asked again.
 * For one thread.
 */
final class KeyProof {

    /**
     * A row that waits for the proof.
     *
     * @param mark what the ledger must note before the row goes on; null for nothing
     */
    record Held(RowLife life, @Nullable Change mark) {}

    /** What follows the reply to the read of a witness. */
    sealed interface Testimony {
        /** The key sees it. */
        record Proof() implements Testimony {}

        /** This one is to be read, so many nanoseconds from now. */
        record Next(RowLife witness, long delayNanos) implements Testimony {}

        /** None of them proves anything: the start has to stop. */
        record Hopeless(StopCause cause) implements Testimony {}

        /** It was proven meanwhile. */
        record Late() implements Testimony {}
    }

    private static final StopCause FOREIGN = new StopCause(
            StopCause.Kind.CREDENTIALS,
            "the tasks that this run sent before cannot be read with this key: it seems to belong to another"
                    + " organisation, so nothing is sent again; check HANDINGER_API_KEY");

    private final Deque<RowLife> witnesses = new ArrayDeque<>();
    private final Set<RowLife> all = new HashSet<>();
    private final List<Held> waiting = new ArrayList<>();
    private @Nullable FollowRules rules;
    private @Nullable Long silentSince;
    private int failures;
    private boolean asked;
    private boolean proven;

    /** Tasks that the server had; none means that there is nothing to prove by. */
    void witnesses(List<RowLife> known, FollowRules patience) {
        witnesses.addAll(known);
        all.addAll(known);
        rules = patience;
    }

    /** Whether a row may be sent again, or written off, now. */
    boolean covers(RowLife life) {
        return proven || all.isEmpty() || life.claim().origin() == Claim.Origin.FRESH;
    }

    /** Whether it says of a row that it has no task, or none that can be read. */
    static boolean byAbsence(@Nullable Change change) {
        return change instanceof Change.Resending
                || change instanceof Change.Released
                || change instanceof Change.Anew
                || (change instanceof Change.Settled settled
                        && settled.outcome().state() == RowState.FAILED);
    }

    /** Holds a row until the proof. */
    void hold(RowLife life, @Nullable Change mark) {
        waiting.add(new Held(life, mark));
    }

    /** The witness to be read now; null when there is none, or one is being read already. */
    @Nullable
    RowLife ask() {
        if (asked || proven) {
            return null;
        }
        asked = true;
        return witnesses.peek();
    }

    /** Whether it is read for the proof alone: its own life is over. */
    boolean isWitness(RowLife life) {
        return all.contains(life);
    }

    /** A task of an earlier start was read. */
    List<Held> prove() {
        proven = true;
        return let();
    }

    /** The rows that waited. */
    List<Held> let() {
        List<Held> rows = List.copyOf(waiting);
        waiting.clear();
        return rows;
    }

    /**
     * The reply to the read of a witness.
     *
     * @param outage whether the server answers nothing at all, which is for the outage to end
     */
    Testimony heard(RowLife witness, Reply<?> reply, boolean outage, long now) {
        if (proven) {
            return new Testimony.Late();
        }
        if (reply instanceof Reply.Ok) {
            return new Testimony.Proof();
        }
        witnesses.remove(witness);
        if (reply instanceof Reply.Denied) {
            return new Testimony.Hopeless(FOREIGN);
        }
        if (!(reply instanceof Reply.Absent)) {
            witnesses.addLast(witness);
            failures++;
            silentSince = outage ? null : Long.valueOf(silentSince == null ? now : silentSince);
        }
        return next(reply, now);
    }

    private Testimony next(Reply<?> reply, long now) {
        RowLife next = witnesses.peek();
        FollowRules patience = rules;
        if (next == null || patience == null) {
            return new Testimony.Hopeless(FOREIGN);
        }
        if (reply instanceof Reply.Absent) {
            return new Testimony.Next(next, 0);
        }
        long silent = silentSince == null ? 0 : now - silentSince;
        return patience.hopeless(silent)
                ? new Testimony.Hopeless(silent(reply, Duration.ofNanos(silent)))
                : new Testimony.Next(next, patience.readPause(failures));
    }

    private static StopCause silent(Reply<?> reply, Duration silent) {
        String text = "none of the tasks that this run sent before could be read for " + silent.toSeconds() + " s (";
        String end = "), so nothing proves that this key sees them, and nothing is sent again; run the same command"
                + " again when they can be read";
        return reply instanceof Reply.Refused<?> refused
                ? new StopCause(
                        StopCause.Kind.FATAL_ANSWER,
                        text + "the server refuses with " + refused.status() + ": " + refused.message() + end)
                : new StopCause(StopCause.Kind.STOPPED, text + "the server gives no usable answer" + end);
    }
}
