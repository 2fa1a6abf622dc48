package com.handinger.batch.ledger;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which files of tasks there are, and which of them were fetched. Each call is one statement. */
public final class LedgerDownloads {

    private static final int PAGE = 200;

    private final JdbcTemplate jdbc;

    /** Reads and writes through the given connection source. */
    public LedgerDownloads(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A row whose task completed and published files.
     *
     * @param attempt which of the row's tasks, or of the turns that it added
     * @param settingsNo the settings that its task was made from
     * @param files as a JSON array
     * @param latest whether no later turn of its task is known, so that the task still tells of these files
     */
    public record Publishing(
            long number,
            long rowId,
            int attempt,
            String key,
            String taskId,
            int settingsNo,
            String files,
            boolean latest) {}

    /**
     * A file that was fetched.
     *
     * @param path below the folder of the results, with slashes
     */
    public record Fetched(int attempt, int ordinal, String url, String path, long bytes) {}

    /** The first rows behind this number, in input order; fewer at the end. */
    public List<Publishing> after(RunRecord run, long number) {
        return jdbc.query(
                "select r.number, w.row_id, w.attempt, r.row_key, w.task_id, w.settings_no, a.files,"
                        + " not exists (select 1 from ledger_turn t where t.task_id = w.task_id"
                        + " and t.base_turns > coalesce(w.base_turns, 0)) from ledger_row r"
                        + " join ledger_work w on w.row_id = r.row_id"
                        + " join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt"
                        + " where r.run_no = ? and r.number > ? and w.state in ('C', 'N') and a.files <> '[]'"
                        + " order by r.run_no, r.number limit ?",
                (rs, i) -> new Publishing(
                        rs.getLong(1),
                        rs.getLong(2),
                        rs.getInt(3),
                        rs.getString(4),
                        rs.getString(5),
                        rs.getInt(6),
                        rs.getString(7),
                        rs.getBoolean(8)),
                run.number(),
                number,
                PAGE);
    }

    /** What was fetched for a row, of earlier attempts of it as well. */
    public List<Fetched> fetched(long rowId) {
        return jdbc.query(
                "select attempt, ordinal, url, path, bytes from ledger_download where row_id = ?",
                (rs, i) -> new Fetched(rs.getInt(1), rs.getInt(2), rs.getString(3), rs.getString(4), rs.getLong(5)),
                rowId);
    }

    /** Notes that a file is whole in its place. */
    public void note(Publishing row, Fetched file) {
        jdbc.update(
                "merge into ledger_download(row_id, attempt, ordinal, url, path, bytes) key(row_id, attempt, ordinal)"
                        + " values (?, ?, ?, ?, ?, ?)",
                row.rowId,
                file.attempt,
                file.ordinal,
                file.url,
                file.path,
                file.bytes);
    }

    /** Forgets a file that is no longer wanted. */
    public void forget(Publishing row, Fetched file) {
        jdbc.update(
                "delete from ledger_download where row_id = ? and attempt = ? and ordinal = ?",
                row.rowId,
                file.attempt,
                file.ordinal);
    }
}
