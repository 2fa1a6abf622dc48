package com.handinger.batch.ledger;

import com.handinger.batch.task.RowError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What tasks cost, and what is reserved for those under way. */
public final class LedgerPrices {

    /** Of each run the last ones are enough to tell what the next one costs, and a few runs are. */
    private static final int ROWS = 1000;

    private static final int RUNS = 5;

    /** By the order in which rows settled, so that the index finds them and nothing is walked from end to end. */
    private static final String SETTLED = """
            select coalesce(k.worker_id, s.worker), a.tier, a.credits from (
              select row_id, attempt from ledger_work where run_no = ? and settled_seq > 0
                order by run_no desc, settled_seq desc limit ?) w
              join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt
              join ledger_settings s on s.settings_no = a.settings_no
              left join ledger_worker k on k.ref = s.worker
            where a.tier is not null and (a.credits > 0 or a.turns > 0) and a.withheld = 0
            """;

    private static final String UNSEEN = """
            select distinct s.worker, a.tier from ledger_work w
              join ledger_answer a on a.row_id = w.row_id
              join ledger_settings s on s.settings_no = a.settings_no
            where w.run_no = ? and a.tier is not null and a.withheld > 0
              and (a.error_kind in (?, ?) or (a.task_id = '' and a.error_kind is null))
            """;

    private final JdbcTemplate jdbc;

    /** Reads through the given connection source. */
    public LedgerPrices(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The cost of one task that ended. */
    public record Price(String worker, String tier, long credits) {}

    /** Tiers of tasks that were bought in this run at a price that nobody knows; the credits are those that count. */
    public List<Price> unseen(RunRecord run) {
        return jdbc.query(
                UNSEEN,
                (rs, i) -> new Price(rs.getString(1), rs.getString(2), 0),
                run.number(),
                RowError.TIMEOUT,
                RowError.LOST);
    }

    /** What the last tasks of runs on this server cost, the newest last. */
    public List<Price> of(String baseUrl) {
        List<Integer> runs = jdbc.queryForList(
                "select run_no from ledger_run where base_url = ? and state not in ('LOADING', 'PRUNED') order by run_no desc limit ?",
                Integer.class,
                baseUrl,
                RUNS);
        List<Price> prices = new ArrayList<>();
        for (int run : runs) {
            prices.addAll(jdbc.query(
                    SETTLED, (rs, i) -> new Price(rs.getString(1), rs.getString(2), rs.getLong(3)), run, ROWS));
        }
        Collections.reverse(prices);
        return prices;
    }

    /** Credits that are reserved for rows under way or in doubt. */
    public long reserved(RunRecord run) {
        Long sum = jdbc.queryForObject(
                "select coalesce(sum(reserved), 0) from ledger_work where run_no = ? and state in ('S', 'U', 'R')",
                Long.class,
                run.number());
        return sum == null ? 0 : sum;
    }
}
