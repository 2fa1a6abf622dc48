package com.handinger.batch.ledger;

import com.handinger.batch.task.Change;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Repairs that failed for certain: their rows stay unusable, with the answer that they had, which is paid. What is in
 * doubt stays failed, so that it is looked at before anything is sent for it.
 */
final class FailedRepairs {

    private static final Set<String> CERTAIN =
            Set.of(RowError.ERROR, RowError.ABORTED, RowError.REFUSED, RowError.CONTINUES);

    private static final String BEFORE = "select max(a.attempt) from ledger_work w join ledger_answer a"
            + " on a.row_id = w.row_id and a.attempt < w.attempt and a.outcome = 'N'"
            + " where w.row_id = ? and w.attempt = ? and w.repair is not null";

    private final JdbcTemplate jdbc;
    private final PaidBefore answers;

    FailedRepairs(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        answers = new PaidBefore(jdbc);
    }

    void failed(List<Change.Settled> changes) {
        for (Change.Settled change : changes) {
            RowError error = change.outcome().error();
            if (change.outcome().state() == RowState.FAILED && error != null && CERTAIN.contains(error.kind())) {
                keepAnswer(change.rowId(), change.attempt(), error);
            }
        }
    }

    /** No number of an attempt that was sent is ever used again, so the two trade places. */
    private void keepAnswer(long rowId, int attempt, RowError error) {
        @Nullable Integer before = jdbc.queryForObject(BEFORE, Integer.class, rowId, attempt);
        if (before == null) {
            return;
        }
        answers.swap(rowId, attempt, before);
        String message = jdbc.queryForObject(
                "select error_message from ledger_answer where row_id = ? and attempt = ?",
                String.class,
                rowId,
                attempt);
        String told = String.valueOf(message);
        int end = told.indexOf(Repair.FAILED);
        jdbc.update(
                "update ledger_answer set error_message = ? where row_id = ? and attempt = ?",
                (end < 0 ? told : told.substring(0, end)) + Repair.FAILED + error.message()
                        + ". retry --status unusable --fresh buys a new task",
                rowId,
                attempt);
        jdbc.update(
                "update ledger_work set state = 'N', repair = null," + LedgerReopening.NO_BASE + " where row_id = ?",
                rowId);
    }
}
