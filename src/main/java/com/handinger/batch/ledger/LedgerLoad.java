package com.handinger.batch.ledger;

import com.handinger.batch.input.InputRecord;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Loads an input. Rows are committed a thousand at a time into a run that stays {@link RunRecord.State#LOADING} and
 * therefore does not exist for anybody until it is opened: a load that dies leaves nothing behind.
 *
 * <p>For one thread.
 */
public final class LedgerLoad {

    private static final int BATCH = 1000;

    /** Characters of columns after which a batch is full too: rows can be a megabyte each. */
    private static final long BATCH_TEXT = 4_000_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final LedgerRuns runs;
    private final int runNo;
    private final List<InputRecord> batch = new ArrayList<>(BATCH);

    private long text;
    private long next;

    private LedgerLoad(JdbcTemplate jdbc, TransactionTemplate transactions, int runNo) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.runNo = runNo;
        runs = new LedgerRuns(jdbc);
        next = ((long) runNo << Integer.SIZE) + 1;
    }

    /** Begins a load; what an earlier load left unfinished is deleted first. */
    public static LedgerLoad begin(
            JdbcTemplate jdbc, TransactionTemplate transactions, RunIdentity identity, String createdAt) {
        discardUnfinished(jdbc, transactions);
        int runNo = new LedgerRuns(jdbc).create(identity, createdAt);
        return new LedgerLoad(jdbc, transactions, runNo);
    }

    /**
     * What a run is called and where it belongs.
     *
     * @param job name of the job
     * @param baseUrl identity of the server
     * @param directory absolute folder of the result files
     */
    public record RunIdentity(String job, String runId, String baseUrl, String directory) {}

    /** The ledger's number of what is being loaded. */
    public int runNo() {
        return runNo;
    }

    /** Takes the next record of the input. */
    public void add(InputRecord row) {
        batch.add(row);
        String columns = row.columns();
        text += columns == null ? 0 : columns.length();
        if (batch.size() == BATCH || text >= BATCH_TEXT) {
            flush();
        }
    }

    private void flush() {
        List<Object[]> rows = new ArrayList<>(batch.size());
        List<Object[]> work = new ArrayList<>(batch.size());
        List<Object[]> reasons = new ArrayList<>();
        for (InputRecord row : batch) {
            long rowId = next++;
            if (row instanceof InputRecord.Row good) {
                rows.add(new Object[] {
                    rowId, runNo, good.number(), good.line(), good.key(), good.digest(), good.columns()
                });
                work.add(work(rowId, RowState.PENDING, good.number()));
            } else if (row instanceof InputRecord.Rejected bad) {
                rows.add(new Object[] {rowId, runNo, bad.number(), bad.line(), bad.key(), null, bad.columns()});
                work.add(work(rowId, RowState.REJECTED, bad.number()));
                reasons.add(
                        new Object[] {rowId, runNo, String.valueOf(RowState.REJECTED.code()), "rejected", bad.reason()
                        });
            }
        }
        batch.clear();
        text = 0;
        transactions.executeWithoutResult(status -> {
            jdbc.batchUpdate(
                    "insert into ledger_row(row_id, run_no, number, line, row_key, digest, row_columns)"
                            + " values (?, ?, ?, ?, ?, ?, ?)",
                    rows);
            jdbc.batchUpdate(
                    "insert into ledger_work(row_id, run_no, state, number, attempt, sends, doubted)"
                            + " values (?, ?, ?, ?, 1, 0, false)",
                    work);
            if (!reasons.isEmpty()) {
                jdbc.batchUpdate(
                        "insert into ledger_answer(row_id, attempt, run_no, outcome, error_kind, error_message)"
                                + " values (?, 1, ?, ?, ?, ?)",
                        reasons);
            }
        });
    }

    private Object[] work(long rowId, RowState state, long number) {
        return new Object[] {rowId, runNo, String.valueOf(state.code()), number};
    }

    /** Ends the load; the rows are still invisible to everybody. */
    public void end(RunRecord.LoadedInput input, int settingsNo) {
        flush();
        RunRecord run = runs.get(runNo);
        runs.save(new RunRecord(
                runNo,
                run.id(),
                RunRecord.State.LOADING,
                run.baseUrl(),
                run.directory(),
                settingsNo,
                0,
                input,
                run.createdAt()));
    }

    /** Marks every row as one that may be at the server already: each is looked up before it is sent. */
    public void lookFirst() {
        jdbc.update("update ledger_work set doubted = true where run_no = ? and state = 'P'", runNo);
    }

    /** Makes the loaded run exist: one statement, so it is there as a whole or not at all. */
    public RunRecord open() {
        runs.mark(runNo, RunRecord.State.OPEN);
        return runs.get(runNo);
    }

    /** Throws the load away. */
    public void discard() {
        discard(jdbc, transactions, runNo);
    }

    private static void discardUnfinished(JdbcTemplate jdbc, TransactionTemplate transactions) {
        for (Integer runNo :
                jdbc.queryForList("select run_no from ledger_run where state = 'LOADING'", Integer.class)) {
            discard(jdbc, transactions, runNo);
        }
    }

    private static void discard(JdbcTemplate jdbc, TransactionTemplate transactions, int runNo) {
        transactions.executeWithoutResult(status -> {
            for (String table : List.of("ledger_answer", "ledger_work", "ledger_row", "ledger_run")) {
                jdbc.update("delete from " + table + " where run_no = ?", runNo);
            }
        });
    }
}
