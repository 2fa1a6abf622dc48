package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Console;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Unnamed;
import java.util.List;

/** Rows whose tasks were sent without ids of ours: nothing but the answer to the send ever tells of them. */
final class UnnamedRows {

    private final OpenStore store;
    private final RunRecord run;
    private final TaskMinter minter;

    UnnamedRows(JobFile job, OpenStore store, RunRecord run) {
        this.store = store;
        this.run = run;
        minter = new TaskMinter(job, run, store.jdbc());
    }

    /** Settles those whose send ended with its process, since nobody can find out whether it was taken. */
    void writeOff(Console console) {
        Ledger ledger = new Ledger(store.jdbc(), store.transactions());
        List<Change> lost = ledger.unfinished(run, minter).stream()
                .filter(Claim::unnamed)
                .<Change>map(Unnamed::lost)
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        store.transactions().executeWithoutResult(status -> ledger.apply(run, lost));
        console.warn((lost.size() == 1 ? "1 row" : lost.size() + " rows")
                + " may have been sent without an id (--no-client-ids) when the start ended: nobody can find out, so "
                + (lost.size() == 1 ? "it is" : "they are") + " failed (unresolved) and never sent again by itself");
    }
}
