package com.handinger.batch.run;

import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrices;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Stillness;
import com.handinger.batch.progress.Tally;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a run stands while it is worked on, for the status beside its store. For one thread. */
final class Standing {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunRequest request;
    private final RunRecord run;
    private final Ledger ledger;
    private final Owner owner;
    private final Map<RowState, Long> settled = new EnumMap<>(RowState.class);
    private final long total;

    private final LedgerPrices prices;
    private final long beganAt = System.nanoTime();

    private long settledNow;
    private long credits;
    private @Nullable Long toldAt;
    private RowCounts told = new RowCounts(Map.of());

    Standing(RunRequest request, RunRecord run, OpenStore store) {
        this.request = request;
        this.run = run;
        owner = store.owner();
        ledger = new Ledger(store.jdbc(), store.transactions());
        prices = new LedgerPrices(store.jdbc());
        RowCounts counts = ledger.counts(run, RowRange.ALL);
        total = counts.total();
        counts.byState().forEach((state, count) -> {
            if (state.settled()) {
                settled.put(state, count);
            }
        });
        credits = ledger.spent(run).credits();
    }

    /** Rows of the run that have ended, and what they cost. */
    record Done(long completed, long bad, long credits) {}

    Done done() {
        return new Done(
                settled.getOrDefault(RowState.COMPLETED, 0L),
                settled.getOrDefault(RowState.FAILED, 0L) + settled.getOrDefault(RowState.UNUSABLE, 0L),
                credits);
    }

    /** All rows of the run, as they were told of last. */
    RowCounts counts() {
        return told;
    }

    void settled(Outcome outcome) {
        settled.merge(outcome.state(), 1L, Long::sum);
        settledNow++;
        Answer answer = outcome.answer();
        credits += answer == null ? 0 : answer.credits();
    }

    /**
     * Time passes.
     *
     * @param now nanoseconds of a monotonic clock
     * @param state what the dispatcher does
     * @param reserved credits for the rows that it follows
     * @param still why nothing is sent; null while nothing is in its way
     */
    void tick(long now, DispatchState state, long reserved, @Nullable Stillness still) {
        if (toldAt == null || now - toldAt >= INTERVAL.toNanos()) {
            toldAt = now;
            tell(state, reserved, still == null || still.nanos() < INTERVAL.toNanos() ? null : still.words());
        }
    }

    private @Nullable Double pace() {
        long lasted = System.nanoTime() - beganAt;
        double minutes = lasted / 60e9;
        return settledNow == 0 || lasted < Tally.TELLING
                ? null
                : Double.valueOf(Math.round(10 * settledNow / minutes) / 10.0);
    }

    /** While no task is followed. */
    void tell(@Nullable String waitingFor) {
        tell(null, prices.reserved(run), waitingFor);
    }

    private void tell(@Nullable DispatchState state, long reserved, @Nullable String waitingFor) {
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        counts.putAll(settled);
        counts.putAll(ledger.underWay(run).byState());
        long known = counts.values().stream().mapToLong(Long::longValue).sum();
        counts.put(RowState.PENDING, Math.max(0, total - known));
        told = new RowCounts(counts);
        owner.does(new OwnerStatus.Work(
                request.job().name(),
                request.elsewhere(),
                run.id(),
                run.baseUrl(),
                run.directory(),
                Summaries.rows(told),
                state == null ? null : state.inFlight(),
                state == null ? null : state.inDoubt(),
                credits,
                reserved,
                Money.limit(request.job()),
                pace(),
                waitingFor));
    }
}
