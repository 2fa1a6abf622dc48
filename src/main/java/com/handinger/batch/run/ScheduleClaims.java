package com.handinger.batch.run;

import com.handinger.batch.dispatch.ScheduleSource;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.ScheduleLedger;
import com.handinger.batch.task.ScheduleClaim;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that a start makes schedules of, from the ledger. */
final class ScheduleClaims implements ScheduleSource {

    private final RowRange rows;
    private final RunRecord run;
    private final ScheduleLedger ledger;
    private final ScheduleLedger.Minter minter;

    ScheduleClaims(RunRequest request, OpenStore store, RunRecord run) {
        rows = request.rows();
        this.run = run;
        ledger = new ScheduleLedger(store.jdbc(), store.transactions());
        minter = new TaskMinter(request.job(), run, store.jdbc())::order;
    }

    @Override
    public List<ScheduleClaim> unfinished() {
        return ledger.unfinished(run, minter);
    }

    @Override
    public Set<String> owned() {
        return ledger.owned();
    }

    @Override
    public ScheduleLedger.@Nullable Taken last() {
        return ledger.last(run, minter);
    }

    @Override
    public List<ScheduleClaim> pending(long after, int limit) {
        return ledger.pending(run, rows, after, limit, minter);
    }

    @Override
    public void claim(List<ScheduleClaim> claims) {
        ledger.claim(run, claims);
    }
}
