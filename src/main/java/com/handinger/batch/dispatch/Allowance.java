package com.handinger.batch.dispatch;

import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.budget.Purse;

/**
 * What a start may spend, and how many rows may end badly in it.
 *
 * @param purse of the whole run
 * @param errors of this start
 */
public record Allowance(Purse purse, ErrorLimit errors) {

    /** That a credit limit is reached, with the figures of a moment. */
    public static String reached(Purse.Standing money) {
        return "credit limit: " + money.spent() + " of " + money.limit() + " credits are spent, and a task reserves "
                + money.each() + " (limits.credits)";
    }

    /** Without any limit. */
    public static Allowance unlimited() {
        return new Allowance(new Purse(null, 0, 0), new ErrorLimit(Long.MAX_VALUE, false));
    }
}
