package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;

/**
 * The first turn that is added at a server goes alone, until it is found in its task: a server that did not heed the
 * task that is named would begin, and charge, a new one for each row. One that ends without a word makes way for the
 * next. For one thread.
 */
final class FirstTurn {

    private final FollowRules rules;
    private @Nullable RowLife alone;
    private boolean taken;

    FirstTurn(FollowRules rules) {
        this.rules = rules;
    }

    private boolean found() {
        return rules.grace().turns().found();
    }

    /** Whether the turn of this row may be sent. */
    boolean free(RowLife life) {
        return found() || alone == null || alone == life;
    }

    /** The number of the row that goes alone; 0 without one. */
    long number() {
        return alone == null ? 0 : alone.claim().number();
    }

    /** A send goes out. */
    void sent(RowLife life) {
        if (life.claim().appends() && !found()) {
            alone = life;
            taken = false;
        }
    }

    /** The reply to a request of a row that adds a turn. */
    void heard(Window.Call call, Reply<?> reply) {
        if (call.life() == alone && call.request() == Step.Request.SEND) {
            taken = reply instanceof Reply.Ok;
            alone = taken ? alone : null;
        }
    }

    /** The row has gone, or waits again. */
    void left(RowLife life) {
        if (life == alone) {
            alone = null;
        }
    }

    /**
     * Why nothing more may be sent after this change of a row that adds a turn; null for no reason.
     *
     * @param change what the reply made of the row
     */
    @Nullable
    StopCause verdict(RowLife life, @Nullable Change change) {
        if (life != alone || !taken || found() || !lost(change)) {
            return null;
        }
        return new StopCause(
                StopCause.Kind.FATAL_ANSWER,
                "row " + life.claim().number()
                        + " went alone, because no turn was added at this server yet: it took the"
                        + " turn, but task " + life.claim().taskId() + " has none more than before. The server may have"
                        + " begun a new task with it, so nothing more is sent: one turn was spent. Look at the newest tasks"
                        + " of worker " + life.claim().workerId() + " at the server, and whether it adds turns at all");
    }

    private static boolean lost(@Nullable Change change) {
        RowError error =
                change instanceof Change.Settled settled ? settled.outcome().error() : null;
        return error != null && error.kind().equals(RowError.LOST);
    }
}
