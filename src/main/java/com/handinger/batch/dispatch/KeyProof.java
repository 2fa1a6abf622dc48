package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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

    private static final StopCause FOREIGN = new StopCause(
            StopCause.Kind.CREDENTIALS,
            "the tasks that were sent before cannot be read with this key: it seems to belong to another"
                    + " organisation, so nothing is sent again; check HANDINGER_API_KEY");

    private final Agenda agenda;
    private final Consumer<Change> changes;
    private final Deque<RowLife> witnesses = new ArrayDeque<>();
    private final Set<RowLife> all = new HashSet<>();
    private final List<Held> waiting = new ArrayList<>();
    private @Nullable FollowRules rules;
    private @Nullable Long silentSince;
    private int failures;
    private boolean asked;
    private boolean proven;
    private boolean closed;

    /**
     * Nothing is proven yet.
     *
     * @param agenda takes the reads of witnesses, and of rows that go on
     * @param changes takes what the ledger must note of rows that go on
     */
    KeyProof(Agenda agenda, Consumer<Change> changes) {
        this.agenda = agenda;
        this.changes = changes;
    }

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

    /** Holds a row until the proof, and asks for it. */
    void hold(RowLife life, @Nullable Change mark, long now) {
        waiting.add(new Held(life, mark));
        ask(now);
    }

    /** How many rows wait for the proof. */
    int waiting() {
        return waiting.size();
    }

    /** Has a witness read, unless there is none, or one is being read already. */
    void ask(long now) {
        if (!asked && !proven) {
            asked = true;
            read(witnesses.peek(), now);
        }
    }

    private void read(@Nullable RowLife witness, long at) {
        if (witness != null) {
            agenda.add(witness, Step.Request.TASK, at);
        }
    }

    /** Whether it is read for the proof alone: its own life is over. */
    boolean isWitness(RowLife life) {
        return all.contains(life);
    }

    /** A task of an earlier start was read: the rows that waited go on. */
    void prove(long now) {
        proven = true;
        for (Held held : let()) {
            if (held.mark() != null) {
                changes.accept(held.mark());
            }
            RowLife life = held.life();
            agenda.add(life, life.waitingToSend() ? life.lookFirst() : Step.Request.TASK, now);
        }
    }

    private List<Held> let() {
        List<Held> rows = List.copyOf(waiting);
        waiting.clear();
        return rows;
    }

    /** Nothing more is sent, so nothing more is to be proven. Returns the rows that waited. */
    List<RowLife> close() {
        closed = true;
        return let().stream().map(Held::life).toList();
    }

    /**
     * The reply to the read of a witness.
     *
     * @param outage whether the server answers nothing at all, which is for the outage to end
     * @return why the start has to stop: none of them proves anything; null while one may
     */
    @Nullable
    StopCause heard(RowLife witness, Reply<?> reply, boolean outage, long now) {
        if (proven) {
            return null;
        }
        if (reply instanceof Reply.Ok) {
            prove(now);
            return null;
        }
        witnesses.remove(witness);
        if (reply instanceof Reply.Denied) {
            return FOREIGN;
        }
        if (!(reply instanceof Reply.Absent)) {
            witnesses.addLast(witness);
            failures++;
            silentSince = outage ? null : Long.valueOf(silentSince == null ? now : silentSince);
        }
        return next(reply, now);
    }

    private @Nullable StopCause next(Reply<?> reply, long now) {
        RowLife next = witnesses.peek();
        FollowRules patience = rules;
        if (next == null || patience == null) {
            return FOREIGN;
        }
        long silent = silentSince == null ? 0 : now - silentSince;
        boolean absent = reply instanceof Reply.Absent;
        if (!absent && patience.hopeless(silent)) {
            return silent(reply, Duration.ofNanos(silent));
        }
        if (!closed) {
            read(next, absent ? now : now + patience.readPause(failures));
        }
        return null;
    }

    private static StopCause silent(Reply<?> reply, Duration silent) {
        String text = "none of the tasks that were sent before could be read for " + silent.toSeconds() + " s (";
        String end = "), so nothing proves that this key sees them, and nothing is sent again; run the same command"
                + " again when they can be read";
        return reply instanceof Reply.Refused<?> refused
                ? new StopCause(
                        StopCause.Kind.FATAL_ANSWER,
                        text + "the server refuses with " + refused.status() + ": " + refused.message() + end)
                : new StopCause(StopCause.Kind.STOPPED, text + "the server gives no usable answer" + end);
    }
}
