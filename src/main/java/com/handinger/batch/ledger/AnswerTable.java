package com.handinger.batch.ledger;

import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What each attempt of a row left behind. */
final class AnswerTable {

    private static final String INSERT = """
            insert into ledger_answer(row_id, attempt, run_no, outcome, task_id, base_turns, settings_no, tier, output_text,
              structured_output, sources, files, credits, duration_ms, turns, url, completed_at, error_kind,
              error_message, error_status, withheld)
            select row_id, attempt, run_no, ?, task_id, base_turns, settings_no, tier, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
              from ledger_work where row_id = ?
            """;

    /** What stands for an answer that nothing is known of. */
    private static final Answer NOTHING = new Answer("", null, "[]", "[]", 0, 0, 0, "", null);

    private final JdbcTemplate jdbc;

    AnswerTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps what came with a 2xx while the task itself is still to be read. */
    void keep(List<Change.Running> changes) {
        List<Object[]> keys = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (Change.Running change : changes) {
            Answer answer = change.kept();
            if (answer != null) {
                keys.add(new Object[] {change.rowId(), change.attempt()});
                rows.add(values(RowState.RUNNING, answer, null, 0, change.rowId()));
            }
        }
        replace(keys, rows);
    }

    /** An outcome whose output was not read leaves what was kept of it, and only says how the task ended. */
    void settle(List<Change.Settled> changes) {
        List<Object[]> keys = new ArrayList<>(changes.size());
        List<Object[]> rows = new ArrayList<>(changes.size());
        for (Change.Settled change : changes) {
            Answer answer = change.outcome().answer();
            if (!change.outcome().outputRead() && endedKept(change)) {
                continue;
            }
            keys.add(new Object[] {change.rowId(), change.attempt()});
            rows.add(values(
                    change.outcome().state(),
                    answer == null ? NOTHING : answer,
                    change.outcome().error(),
                    change.withheld(),
                    change.rowId()));
        }
        replace(keys, rows);
    }

    /** What is known of tasks in whose place a new one is bought stays on the books. */
    void leave(List<Change.Anew> changes) {
        List<Change.Settled> known = new ArrayList<>();
        for (Change.Anew change : changes) {
            Outcome outcome = change.outcome();
            if (outcome != null) {
                known.add(new Change.Settled(change.rowId(), change.attempt(), outcome));
            }
        }
        settle(known);
    }

    /** Whether something was kept of the task; it then says how the row ended. */
    private boolean endedKept(Change.Settled change) {
        Answer answer = change.outcome().answer();
        RowError error = change.outcome().error();
        return jdbc.update(
                        "update ledger_answer set credits = coalesce(?, credits), duration_ms = coalesce(?, duration_ms),"
                                + " turns = coalesce(?, turns), url = coalesce(?, url),"
                                + " completed_at = coalesce(?, completed_at), outcome = ?, error_kind = ?,"
                                + " error_message = ?, error_status = ?, withheld = ? where row_id = ? and attempt = ?",
                        answer == null ? null : answer.credits(),
                        answer == null ? null : answer.durationMs(),
                        answer == null ? null : answer.turns(),
                        answer == null ? null : answer.url(),
                        answer == null ? null : answer.completedAt(),
                        String.valueOf(change.outcome().state().code()),
                        error == null ? null : error.kind(),
                        error == null ? null : error.message(),
                        error == null ? null : error.status(),
                        change.withheld(),
                        change.rowId(),
                        change.attempt())
                > 0;
    }

    private void replace(List<Object[]> keys, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate("delete from ledger_answer where row_id = ? and attempt = ?", keys);
            jdbc.batchUpdate(INSERT, rows);
        }
    }

    private static @Nullable Object[] values(
            RowState outcome, Answer answer, @Nullable RowError error, long withheld, long rowId) {
        return new @Nullable Object[] {
            String.valueOf(outcome.code()),
            answer.outputText(),
            answer.structuredOutput(),
            answer.sources(),
            answer.files(),
            answer.credits(),
            answer.durationMs(),
            answer.turns(),
            answer.url(),
            answer.completedAt(),
            error == null ? null : error.kind(),
            error == null ? null : error.message(),
            error == null ? null : error.status(),
            withheld,
            rowId
        };
    }

    /** The answer in a joined row; null when the row has none. */
    static @Nullable Answer answer(ResultSet rs) throws SQLException {
        String text = rs.getString("output_text");
        if (text == null) {
            return null;
        }
        Answer answer = new Answer(
                text,
                rs.getString("structured_output"),
                rs.getString("sources"),
                rs.getString("files"),
                rs.getLong("credits"),
                rs.getLong("duration_ms"),
                rs.getInt("turns"),
                rs.getString("url"),
                rs.getString("completed_at"));
        return answer.equals(NOTHING) ? null : answer;
    }

    /** The error in a joined row; null when the row has none. */
    static @Nullable RowError error(ResultSet rs) throws SQLException {
        String kind = rs.getString("error_kind");
        if (kind == null) {
            return null;
        }
        int status = rs.getInt("error_status");
        // Before the next column is read, which would answer for itself.
        Integer known = rs.wasNull() ? null : Integer.valueOf(status);
        return new RowError(kind, rs.getString("error_message"), known);
    }
}
