package com.handinger.batch.ledger;

import com.handinger.batch.task.Base;
import com.handinger.batch.task.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes sorted by what they write. Of several changes of one row the last counts, and each further send. */
final class ChangeBatch {

    private final Map<Long, Object[]> sent = new LinkedHashMap<>();
    private final List<Object[]> based = new ArrayList<>();
    private final List<Object[]> turns = new ArrayList<>();
    private final List<Object[]> resending = new ArrayList<>();
    private final List<Object[]> doubted = new ArrayList<>();
    private final List<Object[]> released = new ArrayList<>();
    private final List<Change.Running> running = new ArrayList<>();
    private final List<Change.Settled> settled = new ArrayList<>();
    private final List<Change.Anew> anew = new ArrayList<>();

    private ChangeBatch() {}

    static ChangeBatch of(List<Change> changes) {
        ChangeBatch batch = new ChangeBatch();
        Map<Long, Change> last = new LinkedHashMap<>();
        for (Change change : changes) {
            if (change instanceof Change.Sent s) {
                batch.sent.put(s.rowId(), new Object[] {s.at().toEpochMilli(), s.rowId()});
                continue;
            }
            if (change instanceof Change.Based b) {
                Base base = b.base();
                batch.based.add(new Object[] {base.turns(), base.credits(), base.durationMs(), b.rowId()});
                batch.turns.add(new Object[] {b.text(), b.rowId()});
                continue;
            }
            last.remove(change.rowId());
            last.put(change.rowId(), change);
            if (change instanceof Change.Resending r) {
                batch.resending.add(new Object[] {r.sends(), r.rowId()});
            }
        }
        last.values().forEach(batch::take);
        return batch;
    }

    private void take(Change change) {
        if (change instanceof Change.Doubted d) {
            doubted.add(new Object[] {d.rowId()});
        } else if (change instanceof Change.Released r) {
            released.add(new Object[] {r.sends(), r.doubted(), r.rowId()});
        } else if (change instanceof Change.Running r) {
            running.add(r);
        } else if (change instanceof Change.Settled s) {
            settled.add(s);
            sent.remove(s.rowId());
        } else if (change instanceof Change.Anew a) {
            anew.add(a);
            sent.remove(a.rowId());
        }
    }

    /** When rows were sent: milliseconds since 1970, row. */
    List<Object[]> sent() {
        return List.copyOf(sent.values());
    }

    /** Turns, credits and milliseconds of the task before ours, row. */
    List<Object[]> based() {
        return based;
    }

    /** Digest of the text, row. */
    List<Object[]> turns() {
        return turns;
    }

    /** Sends so far, row. */
    List<Object[]> resending() {
        return resending;
    }

    /** Row. */
    List<Object[]> doubted() {
        return doubted;
    }

    /** Sends so far, whether in doubt, row. */
    List<Object[]> released() {
        return released;
    }

    List<Change.Running> running() {
        return running;
    }

    List<Change.Settled> settled() {
        return settled;
    }

    List<Change.Anew> anew() {
        return anew;
    }
}
