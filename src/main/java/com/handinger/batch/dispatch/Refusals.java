package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.StopCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a row that the server refuses from a server that refuses every row: how it answers when no credits are left is
 * not documented. A refusal is kept back until a later send is accepted, which proves it the row's own; several of one
 * kind without that stop the start, and their rows stay as they were. For one thread.
 *
 * @param <L> the life of a row
 */
final class Refusals<L> {

    /** So many refusals of one kind in a row are not the rows' fault. */
    private static final int SEVERAL = 5;

    /** What a bad row is documented or usual to meet; in doubt only while the server has not accepted any row. */
    private static final Set<Integer> OF_ROWS = Set.of(400, 413, 415, 422);

    private static final String OF_ALL = "; perhaps the worker, the budget or the template does not fit, and if it is"
            + " these rows alone, a later part of the input shows it: --range A:B";

    /** How an empty balance is answered is not documented; a refusal of a kind that nothing explains may be it. */
    private static final String UNEXPLAINED =
            "; perhaps no credits are left, or the worker or the budget does not fit; where it is only these rows, --range A:B"
                    + " selects others";

    /** A refusal that is kept back: what will be noted if it is the row's own. */
    record Kept<L>(L life, Change change, Reply.Refused<?> refusal, long asked) {

        /** Whether it is the row's own when the server accepts what was sent at this time. */
        boolean isOwn(long accepted) {
            return asked - accepted < 0 || OF_ROWS.contains(refusal.status());
        }
    }

    private final Consumer<Kept<L>> fail;
    private final Consumer<L> giveBack;
    private final List<Kept<L>> kept = new ArrayList<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private boolean accepted;

    /**
     * Nothing is kept back yet.
     *
     * @param accepted whether this server accepted a task before, in an earlier start
     * @param fail takes refusals that turned out to be the row's own
     * @param giveBack takes the others, which stay unsent
     */
    Refusals(boolean accepted, Consumer<Kept<L>> fail, Consumer<L> giveBack) {
        this.accepted = accepted;
        this.fail = fail;
        this.giveBack = giveBack;
    }

    /** The server is known to have accepted a row before. */
    void trust() {
        accepted = true;
    }

    /**
     * Takes what follows from the reply to a send. Returns whether the refusal is kept back.
     *
     * @param asked when it was sent
     */
    boolean keeps(L life, Reply<?> reply, @Nullable Change change, long asked) {
        if (!(change instanceof Change.Settled settled) || !(reply instanceof Reply.Refused<?> refusal)) {
            return false;
        }
        if (accepted && OF_ROWS.contains(refusal.status())) {
            return false;
        }
        kept.add(new Kept<>(life, settled, refusal, asked));
        counts.merge(refusal.status(), 1, Integer::sum);
        return true;
    }

    /**
     * Takes the reply to a send.
     *
     * @param asked when it was sent
     * @param last when the last of the sends that have no answer yet was sent; null without any
     * @param draining whether nothing is sent any more
     * @return why the start has to stop; null while it need not
     */
    @Nullable
    StopCause weigh(long asked, Reply<?> reply, @Nullable Long last, boolean draining) {
        if (reply instanceof Reply.Ok) {
            accepted(asked);
        }
        if (draining) {
            giveBack();
        }
        return several() && !undecided(last) ? cause() : null;
    }

    /** Whether an answer that is still to come may show that one of them is the row's own. */
    private boolean undecided(@Nullable Long last) {
        return last != null && kept.stream().anyMatch(one -> one.isOwn(last));
    }

    private void accepted(long asked) {
        accepted = true;
        List<Kept<L>> own = kept.stream().filter(one -> one.isOwn(asked)).toList();
        kept.removeAll(own);
        own.forEach(one -> counts.merge(one.refusal.status(), -1, Integer::sum));
        own.forEach(fail);
    }

    /** No row is left that could show whether the server accepts any: all of them are the rows' own. */
    void noMoreRows() {
        take().forEach(fail);
    }

    /** Whether none is kept back. */
    boolean empty() {
        return kept.isEmpty();
    }

    /** The rows stay unsent. */
    void giveBack() {
        take().forEach(one -> giveBack.accept(one.life));
    }

    private List<Kept<L>> take() {
        List<Kept<L>> all = List.copyOf(kept);
        kept.clear();
        counts.clear();
        return all;
    }

    /** Whether the answers to the sends that are out come first. */
    boolean several() {
        return counts.values().stream().anyMatch(count -> count >= SEVERAL);
    }

    /** Why the start has to stop. */
    private StopCause cause() {
        List<Kept<L>> alike = kept.stream()
                .filter(one -> counts.getOrDefault(one.refusal.status(), 0) >= SEVERAL)
                .toList();
        Reply.Refused<?> last = alike.get(alike.size() - 1).refusal;
        boolean ofRows = OF_ROWS.contains(last.status());
        return new StopCause(
                ofRows ? StopCause.Kind.FATAL_ANSWER : StopCause.Kind.CREDITS,
                "the server refused " + alike.size() + " rows one after the other and accepted none: " + last.status()
                        + ": " + last.message() + (ofRows ? OF_ALL : UNEXPLAINED)
                        + ". These rows stay unsent; mend it, then run the same command again");
    }
}
