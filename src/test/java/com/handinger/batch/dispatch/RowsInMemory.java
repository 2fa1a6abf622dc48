package com.handinger.batch.dispatch;

import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows with the states that a ledger would keep; survives a dispatcher as a ledger survives a process. */
class RowsInMemory implements ClaimSource {

    private record Row(long id, RowState state, int sends, boolean doubted) {

        Claim claim(Claim.Origin origin) {
            return new Claim(id, id, "tsk_" + id, 1, sends, origin, "wrk_1", "row " + id, "low");
        }
    }

    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final List<String> ends = new ArrayList<>();

    RowsInMemory(int count) {
        for (long id = 1; id <= count; id++) {
            rows.put(id, new Row(id, RowState.PENDING, 0, false));
        }
    }

    @Override
    public synchronized List<Claim> unfinished() {
        return rows.values().stream()
                .filter(row -> row.state.inDoubt() || row.state == RowState.RUNNING)
                .map(row -> row.claim(row.state == RowState.RUNNING ? Claim.Origin.RUNNING : Claim.Origin.IN_DOUBT))
                .toList();
    }

    @Override
    public synchronized List<Claim> known() {
        return rows.values().stream()
                .filter(row -> row.state == RowState.COMPLETED)
                .limit(3)
                .map(row -> row.claim(Claim.Origin.RUNNING))
                .toList();
    }

    @Override
    public synchronized List<Claim> claim(int limit) {
        List<Claim> page = rows.values().stream()
                .filter(row -> row.state == RowState.PENDING)
                .limit(limit)
                .map(row -> row.claim(row.doubted ? Claim.Origin.DOUBTED : Claim.Origin.FRESH))
                .toList();
        page.forEach(claim -> put(claim.rowId(), RowState.SENDING, claim.sends(), false));
        return page;
    }

    synchronized void apply(List<Change> changes) {
        for (Change change : changes) {
            long id = change.rowId();
            if (change instanceof Change.Doubted) {
                put(id, RowState.UNKNOWN, 0, true);
            } else if (change instanceof Change.Resending resending) {
                put(id, RowState.SENDING, resending.sends(), true);
            } else if (change instanceof Change.Running) {
                put(id, RowState.RUNNING, 0, false);
            } else if (change instanceof Change.Released released) {
                put(id, RowState.PENDING, released.sends(), released.doubted());
            } else if (change instanceof Change.Settled settled) {
                put(id, settled.outcome().state(), 0, false);
                ends.add(id + " " + settled.outcome().state().word());
            }
        }
    }

    private void put(long id, RowState state, int sends, boolean doubted) {
        Row before = rows.getOrDefault(id, new Row(id, state, 0, false));
        if (before.state.settled()) {
            throw new IllegalStateException("row " + id + " had ended as " + before.state + " and is now " + state);
        }
        rows.put(id, new Row(id, state, Math.max(sends, before.sends), before.doubted || doubted));
    }

    synchronized long count(RowState state) {
        return rows.values().stream().filter(row -> row.state == state).count();
    }

    /** Each end that was told, in order. */
    synchronized List<String> ends() {
        return List.copyOf(ends);
    }
}
