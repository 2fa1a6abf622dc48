package com.handinger.batch.run;

import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.budget.Purse;
import com.handinger.batch.budget.Tariff;
import com.handinger.batch.dispatch.Allowance;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.report.Summary;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The credits of a run, from what its job file tells and its ledger knows. */
final class Money {

    /** A suggested limit leaves so much room for tasks that become dearer than those so far. */
    private static final double ROOM = 1.1;

    private final JobFile.Limits limits;
    private final @Nullable RunRecord run;
    private final String server;
    private final Ledger ledger;
    private final LedgerPrices prices;

    Money(JobFile job, RunRecord run, OpenStore store) {
        this(job, run, store.jdbc(), store.transactions());
    }

    /** @param run null for one that is still to begin */
    Money(JobFile job, @Nullable RunRecord run, JdbcTemplate jdbc, TransactionTemplate transactions) {
        limits = job.limits();
        this.run = run;
        server = run == null ? job.api().identity() : run.baseUrl();
        ledger = new Ledger(jdbc, transactions);
        prices = new LedgerPrices(jdbc);
    }

    private Ledger.Spent spent() {
        return run == null ? new Ledger.Spent(0, 0, 0) : ledger.spent(run);
    }

    private long reserved() {
        return run == null ? 0 : prices.reserved(run);
    }

    /** The limit; null without one. */
    private @Nullable Long most() {
        JobFile.Limits.Credits told = limits.credits();
        return told == null ? null : told.most();
    }

    /** What this start may spend. What was learned on another server counts for nothing here. */
    Allowance allowance() {
        Integer floor = limits.creditsPerTask();
        Purse purse = new Purse(most(), floor == null ? 0 : floor, spent().credits());
        prices.of(server).forEach(price -> purse.learn(new Tariff(price.worker(), price.tier()), price.credits()));
        if (run != null) {
            prices.unseen(run).forEach(unseen -> purse.boughtUnseen(new Tariff(unseen.worker(), unseen.tier())));
        }
        return new Allowance(
                purse, new ErrorLimit(limits.errors().most(), limits.errors().share()));
    }

    /** A credit limit's words when it stopped speak of tasks under way; at the end there are none. */
    @Nullable
    StopCause byNow(@Nullable StopCause cause, Purse purse) {
        return cause == null || !StopCause.CREDIT_LIMIT.equals(cause.limit()) || purse.unpriced()
                ? cause
                : new StopCause(cause.kind(), Allowance.reached(purse.standing()), cause.limit());
    }

    /** How it stands by the ledger. */
    Summary.Credits credits(Ledger.Spent spent) {
        return new Summary.Credits(spent.credits(), reserved(), most());
    }

    /** What one task cost on average; null before the first that cost anything. */
    @Nullable
    Double average() {
        return average(spent());
    }

    private @Nullable Double average(Ledger.Spent spent) {
        if (spent.paidTasks() > 0) {
            return (double) spent.credits() / spent.paidTasks();
        }
        double average = prices.of(server).stream()
                .mapToLong(LedgerPrices.Price::credits)
                .average()
                .orElse(0);
        return average == 0 ? null : average;
    }

    /**
     * Refuses to open rows that have ended where none could be paid.
     *
     * @throws RunException exit 5
     */
    void refuseSpent() throws RunException {
        Long most = most();
        long spent = spent().credits();
        if (run == null || most == null || spent < most) {
            return;
        }
        RowCounts counts = ledger.counts(run, RowRange.ALL);
        Long enough = enough(counts.of(RowState.FAILED) + counts.of(RowState.UNUSABLE));
        throw new RunException(
                ExitCode.CREDITS,
                "credit limit: " + spent + " of " + most
                        + " credits are spent (limits.credits), so no row was opened and"
                        + " nothing was sent. Raise it in the job file"
                        + (enough == null ? "" : ", or say --set limits.credits=" + enough));
    }

    /** The end with a limit that would be enough, when this limit ended it and prices are known. */
    Ending withEnough(Ending ending, long open, Purse purse) {
        return StopCause.CREDIT_LIMIT.equals(ending.limit()) && !purse.unpriced()
                ? ending.withEnough(enoughFor(open, purse), open)
                : ending;
    }

    /** Whether the limit does not even let one more task go. */
    boolean exhausted() {
        Purse purse = allowance().purse();
        return most() != null
                && spent().credits() + reserved() + Math.max(1, purse.standing().each()) > most();
    }

    /** A limit with which so many rows can be paid; null while no price is known. */
    @Nullable
    Long enough(long rows) {
        return average() == null
                ? null
                : Long.valueOf(enoughFor(rows, allowance().purse()));
    }

    /**
     * A limit with which the rest of the rows can be paid.
     *
     * @param rows that are left
     */
    private long enoughFor(long rows, Purse purse) {
        Ledger.Spent spent = spent();
        Double each = average(spent);
        double needed = spent.credits() + reserved() + (each == null ? 1 : each) * rows * ROOM;
        long least = (long) Math.ceil(needed) + purse.standing().dearest();
        Long limit = most();
        return rounded(limit == null ? least : Math.max(least, limit + 1));
    }

    /** Up to two digits that are not 0. */
    private static long rounded(long credits) {
        long step = 1;
        while (credits / step >= 100) {
            step *= 10;
        }
        return (credits + step - 1) / step * step;
    }

    /** What a run may spend; null when there is no limit, or none was told. */
    static @Nullable Long limit(JobFile job) {
        JobFile.Limits.Credits credits = job.limits().credits();
        return credits == null ? null : credits.most();
    }
}
