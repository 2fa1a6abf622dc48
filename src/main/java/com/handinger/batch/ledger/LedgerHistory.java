package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** What earlier tasks took. Reads only. */
public final class LedgerHistory {

    private static final double MILLIS_PER_MINUTE = 60_000;
    /** One of so many requests. */
    private static final int OFTEN = 20;

    private final JdbcTemplate jdbc;

    /** Reads through the given connection source. */
    public LedgerHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The newest tasks of this worker and budget at this server that have ended.
     *
     * @param limit at most so many
     */
    public List<Taken> taken(String baseUrl, TaskSettings settings, int limit) {
        return jdbc.query(
                "select a.credits, a.duration_ms from ledger_answer a join ledger_run r on r.run_no = abs(a.run_no)"
                        + " where a.outcome in ('C', 'N', 'F') and r.base_url = ? and a.settings_no in"
                        + " (select settings_no from ledger_settings where worker = ? and budget_template = ?)"
                        + " order by a.row_id desc, a.attempt desc limit ?",
                (rs, i) -> new Taken(rs.getLong(1), rs.getLong(2)),
                baseUrl,
                settings.worker(),
                settings.budgetTemplate(),
                limit);
    }

    /** Is told of a row of a run. */
    @FunctionalInterface
    public interface RowSight {

        /**
         * A row.
         *
         * @param digest of its content as it was loaded
         */
        void row(String key, String digest, RowState state);
    }

    /** All rows of a run that can be sent, in no order. */
    public void rows(RunRecord run, RowSight sight) {
        jdbc.query(
                "select r.row_key, r.digest, w.state from ledger_work w join ledger_row r on r.row_id = w.row_id"
                        + " where w.run_no = ? and r.digest is not null",
                (RowCallbackHandler) rs -> sight.row(
                        rs.getString(1),
                        rs.getString(2),
                        RowState.ofCode(rs.getString(3).charAt(0))),
                run.number());
    }

    /**
     * Requests a minute that a server put up with, in the last start there whose every twentieth request or more it
     * refused (429); null when it refused hardly any in the last start.
     *
     * @param server as runs have it
     */
    public @Nullable Double letThrough(String server) {
        List<Double> last = jdbc.query(
                "select max(requests) - max(refused) - min(requests), max(noted_at) - min(noted_at), max(requests),"
                        + " max(refused) from ledger_moment join ledger_run on ledger_run.run_no = ledger_moment.run_no"
                        + " where base_url = ? group by start_no order by start_no desc limit 1",
                (rs, i) -> rs.getLong(2) > 0 && rs.getLong(1) > 0 && rs.getLong(3) <= OFTEN * rs.getLong(4)
                        ? (double) rs.getLong(1) / rs.getLong(2) * MILLIS_PER_MINUTE
                        : 0.0,
                server);
        return last.isEmpty() || last.get(0) == 0 ? null : last.get(0);
    }
}
