package com.handinger.batch.run;

import com.handinger.batch.budget.Purse;
import com.handinger.batch.budget.Tariff;
import com.handinger.batch.dispatch.ClaimSource;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPilot;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.task.Claim;
import java.util.ArrayList;
import java.util.List;

/** The rows that a start works on, from the ledger. A pilot that was stopped goes on before the others begin. */
final class RowClaims implements ClaimSource {

    private final RowRange rows;
    private final RunRecord run;
    private final Ledger ledger;
    private final TaskMinter minter;
    private final Ledger.Minter claims;
    private final Ledger.Reserve reserve;
    private final Owner owner;
    private boolean pilotFirst;

    RowClaims(RunRequest request, OpenStore store, RunRecord run, Purse purse) {
        rows = request.rows();
        this.run = run;
        owner = store.owner();
        ledger = new Ledger(store.jdbc(), store.transactions());
        minter = new TaskMinter(request.job(), run, store.jdbc());
        claims = request.unnamed() ? minter::mintUnnamed : minter;
        reserve = (worker, tier) -> purse.reservation(new Tariff(worker, tier));
        pilotFirst = rows.among() instanceof RowRange.Among.Every
                && new LedgerPilot(store.jdbc(), store.transactions()).waiting(run) > 0;
    }

    @Override
    public List<Claim> unfinished() {
        return ledger.unfinished(run, minter);
    }

    @Override
    public boolean owned() {
        return owner.owns();
    }

    @Override
    public List<Claim> known() {
        return ledger.known(run, minter);
    }

    @Override
    public List<Claim> claim(int limit) {
        List<Claim> page = new ArrayList<>();
        if (pilotFirst) {
            page.addAll(ledger.claim(run, rows.pilot(1), limit, claims, reserve));
            pilotFirst = page.size() == limit;
        }
        if (page.size() < limit) {
            page.addAll(ledger.claim(run, rows, limit - page.size(), claims, reserve));
        }
        return page;
    }
}
