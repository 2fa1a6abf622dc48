package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads whole rows for result files, a page at a time, so that a run of any size fits in memory. */
public final class LedgerReader {

    private static final int PAGE = 500;
    private static final int SMALL_PAGE = 64;

    private static final String ROWS = """
            select r.row_id, r.number, r.line, r.row_key, r.row_columns, w.state, w.attempt, w.task_id, w.settled_seq,
              a.output_text, a.structured_output, a.sources, a.files, a.credits, a.duration_ms, a.turns, a.url,
              a.completed_at, a.error_kind, a.error_message, a.error_status, w.sent_at,
              case when s.when_template is not null then
                coalesce((select m.worker_id from ledger_worker m where m.ref = s.worker), s.worker) end
                as schedule_worker
            """;

    private static final String BY_NUMBER = ROWS + """
              from ledger_row r join ledger_work w on w.row_id = r.row_id
              left join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt
              left join ledger_settings s on s.settings_no = w.settings_no
            where r.run_no = ? and r.number > ? order by r.run_no, r.number limit ?
            """;

    private static final String BY_SETTLED = ROWS + """
              from ledger_work w join ledger_row r on r.row_id = w.row_id
              left join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt
              left join ledger_settings s on s.settings_no = w.settings_no
            where w.run_no = ? and w.settled_seq > ? order by w.run_no, w.settled_seq limit ?
            """;

    private static final String LEFT_IN_DOUBT =
            " from ledger_work where run_no = ? and state in ('S', 'U') and not reopened";

    private final JdbcTemplate jdbc;

    /** Reads through the given connection source. */
    public LedgerReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes one page of rows after another. */
    @FunctionalInterface
    public interface PageSink<E extends Exception> {

        /** Takes the next rows. */
        void accept(List<LedgerRow> page) throws E;
    }

    /** All rows of the run in input order. */
    public <E extends Exception> void inInputOrder(RunRecord run, PageSink<E> sink) throws E {
        pages(BY_NUMBER, run, sink);
    }

    /** The rows of the run that have settled, in the order in which they did; rejected rows never do. */
    public <E extends Exception> void inSettledOrder(RunRecord run, PageSink<E> sink) throws E {
        pages(BY_SETTLED, run, sink);
    }

    private <E extends Exception> void pages(String sql, RunRecord run, PageSink<E> sink) throws E {
        boolean settled = sql.equals(BY_SETTLED);
        long after = 0;
        while (true) {
            List<Keyed> page = jdbc.query(sql, LedgerReader::keyed, run.number(), after, PAGE);
            if (page.isEmpty()) {
                return;
            }
            Keyed last = page.get(page.size() - 1);
            after = settled ? last.settledSeq : last.row.number();
            sink.accept(page.stream().map(Keyed::row).toList());
        }
    }

    /** Rows that a start left in doubt, and that nobody has opened again since; only while none is at work. */
    public long leftInDoubt(RunRecord run) {
        Long count = jdbc.queryForObject("select count(*)" + LEFT_IN_DOUBT, Long.class, run.number());
        return count == null ? 0 : count;
    }

    /** The first few of them in input order. */
    public List<LedgerRow> leftInDoubt(RunRecord run, int most) {
        return rows(jdbc.queryForList(
                "select row_id" + LEFT_IN_DOUBT + " order by number limit ?", Long.class, run.number(), most));
    }

    /** These rows, in the given order; ids that the ledger does not have are left out. */
    public List<LedgerRow> rows(List<Long> rowIds) {
        Map<Long, LedgerRow> found = new HashMap<>();
        for (int from = 0; from < rowIds.size(); from += PAGE) {
            List<Long> part = rowIds.subList(from, Math.min(rowIds.size(), from + PAGE));
            // A few fixed sizes, so that the database parses few statements: the last id fills the rest.
            List<Long> filled = new ArrayList<>(part);
            while (filled.size() < SMALL_PAGE || (filled.size() > SMALL_PAGE && filled.size() < PAGE)) {
                filled.add(part.get(part.size() - 1));
            }
            String marks = "?,".repeat(filled.size() - 1) + "?";
            jdbc.query(
                            ROWS + " from ledger_work w join ledger_row r on r.row_id = w.row_id"
                                    + " left join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt"
                                    + " left join ledger_settings s on s.settings_no = w.settings_no"
                                    + " where w.row_id in (" + marks + ")",
                            LedgerReader::keyed,
                            filled.toArray())
                    .forEach(keyed -> found.put(keyed.rowId, keyed.row));
        }
        List<LedgerRow> rows = new ArrayList<>(rowIds.size());
        for (Long rowId : rowIds) {
            LedgerRow row = found.get(rowId);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private record Keyed(long rowId, long settledSeq, LedgerRow row) {}

    private static Keyed keyed(ResultSet rs, int index) throws SQLException {
        RowState state = RowState.ofCode(rs.getString("state").charAt(0));
        String taskId = rs.getString("task_id");
        LedgerRow row = new LedgerRow(
                rs.getLong("number"),
                rs.getLong("line"),
                rs.getString("row_key"),
                state,
                rs.getString("row_columns"),
                taskId == null && rs.getLong("sent_at") == 0 ? 0 : rs.getInt("attempt"),
                taskId == null || taskId.isEmpty() ? null : taskId,
                state.settled() ? AnswerTable.answer(rs) : null,
                state.settled() ? AnswerTable.error(rs) : null,
                rs.getString("schedule_worker"));
        return new Keyed(rs.getLong("row_id"), rs.getLong("settled_seq"), row);
    }
}
