package com.handinger.batch.ledger;

import com.handinger.batch.input.Attachment;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A ledger in an H2 file, and rows to put into it. */
final class OpenLedger implements AutoCloseable {

    static final String JOB = "job";
    static final String SERVER = "http://127.0.0.1:1";

    final JdbcConnectionPool pool;
    final JdbcTemplate jdbc;
    final TransactionTemplate transactions;
    final Ledger ledger;
    final LedgerRuns runs;
    final LedgerReader reader;

    OpenLedger(Path folder) {
        this(folder, true);
    }

    OpenLedger(Path folder, boolean prepare) {
        pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("store") + ";WRITE_DELAY=0", "handinger", "");
        jdbc = new JdbcTemplate(pool);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        ledger = new Ledger(jdbc, transactions);
        runs = new LedgerRuns(jdbc);
        reader = new LedgerReader(jdbc);
        if (prepare) {
            prepare();
        }
    }

    void prepare() {
        LedgerSchema.prepare(jdbc, () -> jdbc.execute("create table batch_stand_in (id int)"));
    }

    LedgerLoad begin(String runId) {
        return LedgerLoad.begin(
                jdbc,
                transactions,
                new LedgerLoad.RunIdentity(JOB, runId, SERVER, "/results/" + runId),
                "2026-07-14T08:30:00Z");
    }

    /** Loads rows by a template without opening the run. */
    LedgerLoad load(String runId, List<InputRecord> rows, String template) {
        LedgerLoad load = begin(runId);
        rows.forEach(load::add);
        int settingsNo = runs.settingsNo(new TaskSettings("wrk_1", template, "low"));
        load.end(new RunRecord.LoadedInput("rows.csv", "csv", "f" + rows.size(), List.of("id", "text")), settingsNo);
        return load;
    }

    RunRecord open(String runId, List<InputRecord> rows) {
        return load(runId, rows, "first").open();
    }

    static InputRecord row(long number, String key, String text) {
        String columns = "{\"id\":\"" + key + "\",\"text\":\"" + text + "\"}";
        return new InputRecord.Row(
                number, number + 1, key, columns, String.format("%032x", columns.hashCode() & 0xffffffffL));
    }

    static List<InputRecord> rows(int count) {
        List<InputRecord> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(row(i, "k" + i, "text"));
        }
        return rows;
    }

    /** An id that tells what it was made from. */
    static Ledger.Minted mint(int settingsNo, String key, String columns, int attempt, List<Attachment> files) {
        String text = columns.replaceAll(".*\"text\":\"|\"}", "");
        return new Ledger.Minted(key + "/" + text + "/" + attempt + "/" + settingsNo, "wrk_1", columns, "low");
    }

    List<Claim> claim(RunRecord run, RowRange range, int limit) {
        return ledger.claim(run, range, limit, OpenLedger::mint, (worker, tier) -> 3);
    }

    List<Claim> claimAll(RunRecord run) {
        return claim(run, RowRange.ALL, Integer.MAX_VALUE);
    }

    List<Claim> unfinished(RunRecord run) {
        return ledger.unfinished(run, OpenLedger::mint);
    }

    List<Long> apply(RunRecord run, Change... changes) {
        List<Long> completed = transactions.execute(status -> ledger.apply(run, List.of(changes)));
        return completed == null ? List.of() : completed;
    }

    static Answer answer(String text, long credits) {
        return new Answer(text, null, "[]", "[]", credits, 1200, 1, "https://h.test/t", "2026-07-14T08:31:01Z");
    }

    static Change.Settled completed(Claim claim, Answer answer) {
        return new Change.Settled(claim.rowId(), claim.attempt(), new Outcome(RowState.COMPLETED, answer, null));
    }

    static Change.Settled failed(Claim claim, @Nullable Answer answer) {
        RowError error = new RowError("lost", "no longer known", null);
        return new Change.Settled(claim.rowId(), claim.attempt(), new Outcome(RowState.FAILED, answer, error));
    }

    List<LedgerRow> inInputOrder(RunRecord run) {
        List<LedgerRow> rows = new ArrayList<>();
        reader.inInputOrder(run, rows::addAll);
        return rows;
    }

    List<LedgerRow> inSettledOrder(RunRecord run) {
        List<LedgerRow> rows = new ArrayList<>();
        reader.inSettledOrder(run, rows::addAll);
        return rows;
    }

    long count(String table) {
        Long count = jdbc.queryForObject("select count(*) from " + table, Long.class);
        return count == null ? 0 : count;
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
