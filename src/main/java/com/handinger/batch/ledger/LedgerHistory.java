package com.handinger.batch.ledger;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What earlier tasks took. Reads only. */
public final class LedgerHistory {

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
}
