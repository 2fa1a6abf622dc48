package com.handinger.batch.ledger;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Completed attempts of rows that were changed since. Should such a row be changed back, its answer is paid already: it
 * becomes the row's newest attempt again, under the task id that it has.
 */
final class PaidBefore {

    /** Digests of what a row held at its earlier completed attempts, of those made from the candidate's settings. */
    static final String COLUMN = "case when w.attempt > 1 then (select listagg(a.digest, ' ') from ledger_answer a"
            + " where a.row_id = w.row_id and a.attempt < w.attempt and a.outcome = 'C' and a.settings_no ="
            + " (select c.settings_no from ledger_run c where c.run_no = ?)) end as paid_before";

    private static final List<String> OF_ATTEMPTS = List.of("ledger_answer", "ledger_turn", "ledger_download");

    private final JdbcTemplate jdbc;

    PaidBefore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest attempts of these rows are of what the rows hold now, and that is about to change. */
    void mark(List<Object[]> rowIds) {
        if (!rowIds.isEmpty()) {
            jdbc.batchUpdate(
                    "update ledger_answer set digest = (select r.digest from ledger_row r where r.row_id ="
                            + " ledger_answer.row_id) where row_id = ? and attempt = (select w.attempt from"
                            + " ledger_work w where w.row_id = ledger_answer.row_id)",
                    rowIds);
        }
    }

    /**
     * A row that holds again what it held at an earlier attempt: no number of an attempt that was sent is ever used
     * again, so the two trade places.
     *
     * @param top the newest attempt that was sent
     */
    void bringBack(int runNo, int settingsNo, long rowId, String digest, int top) {
        Integer found = jdbc.queryForObject(
                "select max(attempt) from ledger_answer where row_id = ? and outcome = 'C' and digest = ?"
                        + " and settings_no = ? and attempt <= ?",
                Integer.class,
                rowId,
                digest,
                settingsNo,
                top);
        if (found == null) {
            throw new IllegalStateException("row " + rowId + " has no such attempt");
        }
        if (found != top) {
            swap(rowId, top, found);
        }
        jdbc.update(
                "update ledger_work set state = 'C', attempt = ?, sends = 1, doubted = false, ruling = null, repair = null,"
                        + LedgerReopening.NO_BASE + ","
                        + " settings_no = ?, task_id = (select a.task_id from ledger_answer a where a.row_id = ? and"
                        + " a.attempt = ?), settled_seq = (select coalesce(max(o.settled_seq), 0) + 1 from ledger_work o"
                        + " where o.run_no = ?) where row_id = ?",
                top,
                settingsNo,
                rowId,
                top,
                runNo,
                rowId);
    }

    void swap(long rowId, int one, int other) {
        move(rowId, one, -one);
        move(rowId, other, one);
        move(rowId, -one, other);
    }

    private void move(long rowId, int from, int to) {
        for (String table : OF_ATTEMPTS) {
            jdbc.update("update " + table + " set attempt = ? where row_id = ? and attempt = ?", to, rowId, from);
        }
    }
}
