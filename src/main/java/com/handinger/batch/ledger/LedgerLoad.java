package com.handinger.batch.ledger;

import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.task.RowState;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
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
        List<Numbered> rows = new ArrayList<>(batch.size());
        List<Numbered> rejected = new ArrayList<>();
        for (InputRecord row : batch) {
            Numbered numbered = new Numbered(next++, row);
            rows.add(numbered);
            if (row instanceof InputRecord.Rejected) {
                rejected.add(numbered);
            }
        }
        batch.clear();
        text = 0;
        transactions.executeWithoutResult(status -> {
            insert(
                    "insert into ledger_row(row_id, run_no, number, line, row_key, digest, row_columns, files)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    rows,
                    this::row);
            insert(
                    "insert into ledger_work(row_id, run_no, state, number, attempt, sends, doubted)"
                            + " values (?, ?, ?, ?, 1, 0, false)",
                    rows,
                    this::work);
            insert(
                    "insert into ledger_answer(row_id, attempt, run_no, outcome, error_kind, error_message)"
                            + " values (?, 1, ?, 'J', 'rejected', ?)",
                    rejected,
                    this::reason);
        });
        HaltPoint.LOADING.reached();
    }

    private record Numbered(long rowId, InputRecord row) {}

    /** Typed setters: to let the template find out each value's type costs a tenth of the load. */
    private void insert(String sql, List<Numbered> rows, ParameterizedPreparedStatementSetter<Numbered> values) {
        jdbc.batchUpdate(sql, rows, BATCH, values);
    }

    private void row(PreparedStatement statement, Numbered numbered) throws SQLException {
        InputRecord row = numbered.row;
        statement.setLong(1, numbered.rowId);
        statement.setInt(2, runNo);
        statement.setLong(3, row.number());
        statement.setLong(4, row.line());
        statement.setString(5, row.key());
        statement.setString(6, row instanceof InputRecord.Row good ? good.digest() : null);
        statement.setString(7, row.columns());
        statement.setString(8, row instanceof InputRecord.Row good ? AttachmentColumn.write(good.files()) : null);
    }

    private void work(PreparedStatement statement, Numbered numbered) throws SQLException {
        RowState state = numbered.row instanceof InputRecord.Row ? RowState.PENDING : RowState.REJECTED;
        statement.setLong(1, numbered.rowId);
        statement.setInt(2, runNo);
        statement.setString(3, String.valueOf(state.code()));
        statement.setLong(4, numbered.row.number());
    }

    private void reason(PreparedStatement statement, Numbered numbered) throws SQLException {
        statement.setLong(1, numbered.rowId);
        statement.setInt(2, runNo);
        statement.setString(3, ((InputRecord.Rejected) numbered.row).reason());
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

    /**
     * Marks every row as one that may be at the server already: each is looked up before it is sent, under the id that
     * the settings of now give it, whatever the settings are when its turn comes.
     */
    public void lookFirst() {
        jdbc.update(
                "update ledger_work set doubted = true, settings_no = ?, files = (select r.files from ledger_row r"
                        + " where r.row_id = ledger_work.row_id) where run_no = ? and state = 'P'",
                runs.get(runNo).settingsNo(),
                runNo);
    }

    /** Makes the loaded run exist: one statement, so it is there as a whole or not at all. */
    public RunRecord open() {
        HaltPoint.LOADED.reached();
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
