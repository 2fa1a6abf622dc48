package com.handinger.batch.dispatch;

import com.handinger.batch.budget.Purse;
import com.handinger.batch.budget.Tariff;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;

/**
 * Asked before a row is sent whether it may still be paid. What may be at the server is reserved for; what proved not to
 * be there is not. For one thread.
 */
final class Funds {

    private final Purse purse;

    Funds(Purse purse) {
        this.purse = purse;
    }

    static Tariff tariff(Claim claim) {
        return new Tariff(claim.workerId(), claim.budget());
    }

    boolean allow(RowLife life) {
        return purse.allows(tariff(life.claim()));
    }

    /** Whether it waits for the price of those before it, and not for credits. */
    boolean awaitsPrice(RowLife life) {
        return !allow(life) && purse.affords(tariff(life.claim()));
    }

    /** Its task is sent, or known to run. */
    void reserve(RowLife life) {
        purse.reserve(life.claim().rowId(), tariff(life.claim()));
    }

    /** An earlier start may have sent it, but for a turn that had no base on disk yet. */
    void recovered(RowLife life) {
        if (life.claim().baseless()) {
            return;
        }
        purse.hold(life.claim().rowId(), tariff(life.claim()), life.claim().reserved());
    }

    /** It was not found, and waits until an absence proves something: what it may cost stays reserved. */
    void setAside(RowLife life) {
        purse.setAside(life.claim().rowId());
    }

    /** Nothing of it is at the server, or it is left alone. */
    void release(RowLife life) {
        purse.release(life.claim().rowId());
    }

    /** Takes what is noted of a row, and returns what the ledger must note in its place. */
    Change noted(RowLife life, Change change) {
        if (change instanceof Change.Running) {
            reserve(life);
        } else if (change instanceof Change.Settled settled) {
            return ended(life, settled);
        } else if (change instanceof Change.Anew anew
                && anew.outcome() != null
                && anew.outcome().answer() != null) {
            purse.settle(anew.rowId(), tariff(life.claim()), anew.outcome().credits());
        }
        return change;
    }

    private Change ended(RowLife life, Change.Settled settled) {
        Outcome outcome = settled.outcome();
        Tariff tariff = tariff(life.claim());
        if (outcome.costUnknown()) {
            boolean bought = outcome.error() == null
                    || !RowError.UNRESOLVED.equals(outcome.error().kind());
            long withheld = purse.writeOff(settled.rowId(), tariff, outcome.credits(), bought);
            return new Change.Settled(settled.rowId(), settled.attempt(), outcome, withheld);
        }
        // Without an answer the server refused it: nothing was bought, and nothing is learned of prices.
        if (outcome.answer() != null) {
            purse.settle(settled.rowId(), tariff, outcome.credits());
        }
        return settled;
    }

    /** Why nothing more can be paid, if this is the next row; null while it can. */
    @Nullable
    StopCause exhausted(RowLife life) {
        Tariff tariff = tariff(life.claim());
        if (!purse.exhausted(tariff)) {
            return null;
        }
        if (purse.unpriced(tariff)) {
            return stop("a task was bought, and nobody knows what it cost, since no task of tier " + tariff.tier()
                    + " has ended yet: nothing bounds the price of the next one (limits.credits). Tell what one costs"
                    + " at most: --set limits.creditsPerTask=N");
        }
        Purse.Standing money = purse.standing();
        StringBuilder text = new StringBuilder(Allowance.reached(money));
        if (money.underWay() > 0) {
            text.append("; ")
                    .append(money.underWay() == 1 ? "1 task" : money.underWay() + " tasks")
                    .append(" under way followed to the end could take it up to ")
                    .append(money.overshoot())
                    .append(" above the limit (an estimate: each as dear as the dearest so far)");
        }
        return stop(text.toString());
    }

    private static StopCause stop(String text) {
        return new StopCause(StopCause.Kind.CREDITS, text, StopCause.CREDIT_LIMIT);
    }
}
