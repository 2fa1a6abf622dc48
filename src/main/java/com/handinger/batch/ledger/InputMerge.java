package com.handinger.batch.ledger;

import com.handinger.batch.input.RowRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares a freshly loaded input with the rows of a run, and takes it over. Both are walked once in the order of their
 * keys, so that neither has to fit in memory.
 *
 * <p>A removed row that has a task is kept under the negative number of its run: should its key return, a new row would
 * mint the same task id and buy a second turn of it.
 */
public final class InputMerge {

    private static final int BATCH = 1000;

    private static final String BY_KEY =
            "select r.row_id, r.row_key, %s as digest, r.number, r.line, w.run_no, w.state, w.attempt, w.sends, w.doubted, "
                    + PaidBefore.COLUMN + " from ledger_row r join ledger_work w on w.row_id = r.row_id"
                    + " where r.run_no in (?, -?) and w.state <> 'J' order by r.row_key";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final PaidBefore paidBefore;

    /** Reads and writes through the given connection source. */
    public InputMerge(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        paidBefore = new PaidBefore(jdbc);
    }

    /** What is new in {@code candidateNo} compared with {@code runNo}. Changes nothing. */
    public InputChange compare(int runNo, int candidateNo) {
        Tally tally = new Tally();
        transactions.executeWithoutResult(status -> walk(runNo, candidateNo, tally));
        RejectedRows before = RejectedRows.of(jdbc, runNo);
        RejectedRows now = RejectedRows.of(jdbc, candidateNo);
        return new InputChange(
                tally.same,
                tally.changed,
                tally.added,
                tally.removed,
                tally.returned,
                tally.same + tally.changed + tally.returned == 0 ? renamed(runNo, candidateNo) : 0,
                tally.busy,
                before.count(),
                now.count(),
                before.equals(now));
    }

    /**
     * Which rows differ, for a person who has to decide. Changes nothing.
     *
     * @param selected rows that a start would work on
     */
    public ChangeDetails details(int runNo, int candidateNo, RowRange selected) {
        ChangeSurvey survey = new ChangeSurvey(selected);
        transactions.executeWithoutResult(status -> walk(runNo, candidateNo, survey));
        return survey.details();
    }

    private long renamed(int runNo, int candidateNo) {
        Long count = jdbc.queryForObject(
                "select count(*) from ledger_row where run_no = ? and digest in"
                        + " (select digest from ledger_row where run_no = ?)",
                Long.class,
                candidateNo,
                runNo);
        return count == null ? 0 : count;
    }

    /**
     * Makes the candidate's rows the rows of the run, in one transaction: equal rows keep what they have, changed rows
     * become pending with a new attempt, added rows are new, removed rows leave the files while their cost stays on the
     * books, returned rows and rows that were changed back bring their outcome back. The candidate is gone afterwards. None of the changed or removed rows may be busy.
     */
    public void takeOver(RunRecord run, RunRecord candidate) {
        transactions.executeWithoutResult(status -> {
            Writer writer =
                    new Writer(run.number(), candidate.settingsNo(), !sameTemplates(run.number(), candidate.number()));
            walk(run.number(), candidate.number(), writer);
            writer.flush();
            replaceRejected(run.number(), candidate.number());
            // Rows that never left this machine are made from the new settings; the others keep their own.
            jdbc.update(
                    "update ledger_work set settings_no = null where run_no = ? and state = 'P' and not doubted"
                            + " and repair is null",
                    run.number());
            for (String table : List.of("ledger_answer", "ledger_work", "ledger_row", "ledger_run")) {
                jdbc.update("delete from " + table + " where run_no = ?", candidate.number());
            }
            new LedgerRuns(jdbc)
                    .save(new RunRecord(
                            run.number(),
                            run.id(),
                            RunRecord.State.OPEN,
                            run.baseUrl(),
                            run.directory(),
                            candidate.settingsNo(),
                            run.generation() + 1,
                            candidate.input(),
                            run.createdAt()));
        });
    }

    private void replaceRejected(int runNo, int candidateNo) {
        jdbc.update("delete from ledger_work where run_no = ? and state = 'J'", runNo);
        jdbc.update(
                "update ledger_row set run_no = ? where row_id in"
                        + " (select row_id from ledger_work where run_no = ? and state = 'J')",
                runNo,
                candidateNo);
        jdbc.update("update ledger_answer set run_no = ? where run_no = ?", runNo, candidateNo);
        jdbc.update("update ledger_work set run_no = ? where run_no = ? and state = 'J'", runNo, candidateNo);
    }

    /** Takes the rows of a run and of an input by their keys. */
    interface Visitor {
        void both(MergeSide old, MergeSide now);

        void added(MergeSide now);

        void removed(MergeSide old);
    }

    /** Whether both made the files of their rows from the same templates. */
    private boolean sameTemplates(int runNo, int candidateNo) {
        LedgerRuns runs = new LedgerRuns(jdbc);
        List<String> was = runs.settings(runs.get(runNo).settingsNo()).fileTemplates();
        return was.equals(runs.settings(runs.get(candidateNo).settingsNo()).fileTemplates());
    }

    private void walk(int runNo, int candidateNo, Visitor visitor) {
        // Other templates are other settings, which change no row: what its columns hold is compared alone.
        String byKey = BY_KEY.formatted(sameTemplates(runNo, candidateNo) ? "r.digest" : "substring(r.digest, 1, 32)");
        jdbc.query(
                byKey,
                (ResultSetExtractor<Boolean>) olds -> {
                    jdbc.query(
                            byKey,
                            (ResultSetExtractor<Boolean>) news -> {
                                walk(olds, news, visitor);
                                return true;
                            },
                            candidateNo,
                            candidateNo,
                            candidateNo);
                    return true;
                },
                candidateNo,
                runNo,
                runNo);
    }

    private static void walk(ResultSet olds, ResultSet news, Visitor visitor) throws SQLException {
        MergeSide old = MergeSide.next(olds);
        MergeSide now = MergeSide.next(news);
        while (old != null || now != null) {
            if (now == null || (old != null && old.key().compareTo(now.key()) < 0)) {
                visitor.removed(present(old));
                old = MergeSide.next(olds);
            } else if (old == null || old.key().compareTo(now.key()) > 0) {
                visitor.added(now);
                now = MergeSide.next(news);
            } else {
                visitor.both(old, now);
                old = MergeSide.next(olds);
                now = MergeSide.next(news);
            }
        }
    }

    private static MergeSide present(@Nullable MergeSide side) {
        if (side == null) {
            throw new IllegalStateException("walked past the end");
        }
        return side;
    }

    private static final class Tally implements Visitor {
        private long same;
        private long changed;
        private long added;
        private long removed;
        private long returned;
        private long busy;

        @Override
        public void both(MergeSide old, MergeSide now) {
            if (old.comesBack(now)) {
                returned++;
                busy += old.busy() ? 1 : 0;
            } else if (old.gone()) {
                boolean paid = old.sameWork(now) && old.state().settled();
                returned += paid ? 1 : 0;
                added += paid ? 0 : 1;
            } else if (old.sameWork(now)) {
                same++;
            } else {
                changed++;
                busy += old.busy() ? 1 : 0;
            }
        }

        @Override
        public void added(MergeSide now) {
            added++;
        }

        @Override
        public void removed(MergeSide old) {
            if (!old.gone()) {
                removed++;
                busy += old.busy() ? 1 : 0;
            }
        }
    }

    private final class Writer implements Visitor {
        private final int runNo;
        private final int settingsNo;
        private final boolean otherFiles;
        private final List<Object[]> moved = new ArrayList<>();
        private final List<Object[]> changed = new ArrayList<>();
        private final List<Object[]> refiled = new ArrayList<>();
        private final List<Object[]> again = new ArrayList<>();
        private final List<Back> back = new ArrayList<>();
        private final List<Object[]> added = new ArrayList<>();
        private final List<Object[]> dropped = new ArrayList<>();
        private final List<Object[]> gone = new ArrayList<>();
        private final List<Object[]> returned = new ArrayList<>();

        /** A row whose earlier answer counts again. */
        private record Back(long rowId, String digest, int top) {}

        Writer(int runNo, int settingsNo, boolean otherFiles) {
            this.otherFiles = otherFiles;
            this.runNo = runNo;
            this.settingsNo = settingsNo;
        }

        @Override
        public void both(MergeSide old, MergeSide now) {
            if (old.gone()) {
                returned.add(new Object[] {old.rowId()});
            }
            if (old.number() != now.number() || old.line() != now.line()) {
                moved.add(new Object[] {now.number(), now.line(), old.rowId()});
            }
            if (!old.sameWork(now)) {
                changed.add(new Object[] {now.rowId(), old.rowId()});
            } else if (otherFiles) {
                refiled.add(new Object[] {now.rowId(), old.rowId()});
            }
            if (old.comesBack(now)) {
                back.add(new Back(old.rowId(), now.digest(), old.sentAttempt()));
            } else if (!old.sameWork(now)) {
                // A row that was never sent keeps its first attempt; one that was gets a new id.
                again.add(new Object[] {old.sent() ? 1 : 0, old.rowId()});
            }
            flushFull();
        }

        @Override
        public void added(MergeSide now) {
            added.add(new Object[] {runNo, now.rowId()});
            flushFull();
        }

        @Override
        public void removed(MergeSide old) {
            if (!old.gone()) {
                boolean untouched = old.attempt() == 1 && !old.sent();
                (untouched ? dropped : gone).add(new Object[] {old.rowId()});
                flushFull();
            }
        }

        private void flushFull() {
            if (moved.size()
                            + changed.size()
                            + refiled.size()
                            + added.size()
                            + dropped.size()
                            + gone.size()
                            + returned.size()
                    >= BATCH) {
                flush();
            }
        }

        void flush() {
            run("update ledger_row set number = ?, line = ? where row_id = ?", moved);
            run(
                    "update ledger_work set number = ? where row_id = ?",
                    moved.stream().map(row -> new Object[] {row[0], row[2]}).toList());
            keepSent();
            paidBefore.mark(changed.stream().map(row -> new Object[] {row[1]}).toList());
            run(
                    "update ledger_row set (row_columns, files, digest) = (select c.row_columns, c.files, c.digest"
                            + " from ledger_row c where c.row_id = ?) where row_id = ?",
                    changed);
            run(
                    "update ledger_row set (files, digest) = (select c.files, c.digest from ledger_row c where c.row_id = ?)"
                            + " where row_id = ?",
                    refiled);
            run(
                    "update ledger_work set state = 'P', attempt = attempt + ?, sends = 0, doubted = false,"
                            + " task_id = null, settings_no = null, settled_seq = null, ruling = null, repair = null,"
                            + LedgerReopening.NO_BASE + " where row_id = ?",
                    again);
            back.forEach(row -> paidBefore.bringBack(runNo, settingsNo, row.rowId, row.digest, row.top));
            run("update ledger_row set run_no = ? where row_id = ?", added);
            run("update ledger_work set run_no = ? where row_id = ?", added);
            run("delete from ledger_work where row_id = ?", dropped);
            run("delete from ledger_row where row_id = ?", dropped);
            leaveAndReturn();
            List.of(moved, changed, refiled, again, back, added, dropped, gone, returned)
                    .forEach(List::clear);
        }

        /** An id that was sent and proved absent is still looked for by an audit. */
        private void keepSent() {
            run(
                    "insert into ledger_answer(row_id, attempt, run_no, outcome, task_id, settings_no)"
                            + " select w.row_id, w.attempt, ?, w.state, w.task_id, w.settings_no from ledger_work w"
                            + " where w.row_id = ? and w.task_id is not null and (w.sends > 0 or w.doubted)"
                            + " and not exists (select 1 from ledger_answer a"
                            + " where a.row_id = w.row_id and a.attempt = w.attempt)",
                    changed.stream().map(row -> new Object[] {runNo, row[1]}).toList());
        }

        private void leaveAndReturn() {
            for (String table : List.of("ledger_row", "ledger_work")) {
                run("update " + table + " set run_no = -run_no where row_id = ?", gone);
                run("update " + table + " set run_no = -run_no where row_id = ?", returned);
            }
            run(
                    "update ledger_work set settled_seq = (select max(w.settled_seq) + 1 from ledger_work w"
                            + " where w.run_no = ledger_work.run_no) where settled_seq is not null and row_id = ?",
                    returned);
        }

        private void run(String sql, List<Object[]> rows) {
            if (!rows.isEmpty()) {
                jdbc.batchUpdate(sql, rows);
            }
        }
    }
}
