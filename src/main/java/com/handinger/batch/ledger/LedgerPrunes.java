package com.handinger.batch.ledger;

import com.handinger.batch.task.RowError;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes finished runs out of the ledger. The first commit marks the run as {@link RunRecord.State#PRUNED}: from then on
 * no start can take it up, however little of it is gone. Its rows go a page at a time; what stays for good is one line
 * with its name, so that a start that names it again buys nothing.
 */
public final class LedgerPrunes {

    private static final int PAGE = 2000;

    private static final String OF_RUN = "run_no in (?, ?)";

    /** Removed rows stand under the negative number of their run. */
    private static final String ROWS = "select row_id from ledger_row where " + OF_RUN + " limit " + PAGE;

    private static final List<String> OF_ROWS =
            List.of("ledger_answer", "ledger_download", "ledger_work", "ledger_row");

    private static final String AUDITS = "(select audit_no from ledger_audit where run_no = ?)";

    /** Of runs that are gone, all but the last success at each server, which tells when it was. */
    private static final String FORMER_STARTS = """
            delete from ledger_start where run_no in (select run_no from ledger_run where state = 'PRUNED')
              and start_no not in (select max(s.start_no) from ledger_start s join ledger_run r on r.run_no = s.run_no
                                   where s.exit_code = 0 group by r.job, r.base_url)
            """;

    private static final String UNUSED_SETTINGS = """
            delete from ledger_settings where settings_no not in (select settings_no from ledger_run)
              and settings_no not in (select w.settings_no from ledger_work w where w.settings_no is not null)
              and settings_no not in (select a.settings_no from ledger_answer a where a.settings_no is not null)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /** Reads and writes through the given connection source. */
    public LedgerPrunes(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Why a finished run must stay; null when nothing speaks for it.
     *
     * @return a sentence for people, with what to do
     */
    public @Nullable String needed(RunRecord run) {
        long open = count(
                "select count(*) from ledger_work where (run_no = ? and (state not in ('C', 'N', 'F', 'J')"
                        + " or ruling is not null)) or (run_no = ? and state in ('S', 'U', 'R'))",
                run.number(),
                -run.number());
        if (open > 0) {
            return rows(open) + " still to be settled: run or retry it";
        }
        long unresolved = count(
                "select count(*) from ledger_work w join ledger_answer a on a.row_id = w.row_id and a.attempt ="
                        + " w.attempt where w.run_no = ? and w.state = 'F' and a.error_kind = ?"
                        + " and a.error_message not like ?",
                run.number(),
                RowError.UNRESOLVED,
                RowError.GIVEN_UP + "%");
        if (unresolved > 0) {
            return rows(unresolved) + " unresolved, so that nobody knows whether they were bought: resolve or retry"
                    + " them first";
        }
        long schedules = count(
                "select count(*) from ledger_work w join ledger_settings s on s.settings_no = w.settings_no"
                        + " where w.run_no = ? and w.state = 'C' and s.when_template is not null",
                run.number());
        return schedules == 0
                ? null
                : schedules + (schedules == 1 ? " schedule is" : " schedules are")
                        + " known from it alone, and may still buy: its files are what schedule cancel --from needs";
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row is" : " rows are");
    }

    private long count(String sql, Object... values) {
        Long count = jdbc.queryForObject(sql, Long.class, values);
        return count == null ? 0 : count;
    }

    /** Whether a run of this name was there once, and was pruned. */
    public static boolean pruned(JdbcTemplate jdbc, String job, String runId) {
        return !jdbc.queryForList(
                        "select run_no from ledger_run where job = ? and run_id = ? and state = 'PRUNED'",
                        Integer.class,
                        job,
                        runId)
                .isEmpty();
    }

    /** Makes the run one that nothing can take up any more. */
    public void begin(RunRecord run) {
        new LedgerRuns(jdbc).mark(run.number(), RunRecord.State.PRUNED);
    }

    /** Rows of the run as they stand, those that left its input with them. */
    public long rows(RunRecord run) {
        return count("select count(*) from ledger_work where " + OF_RUN, run.number(), -run.number());
    }

    /** Names of the files that tasks of the run published, relative to its folder. */
    public void downloads(RunRecord run, Consumer<String> each) {
        jdbc.query(
                "select d.path from ledger_download d join ledger_row r on r.row_id = d.row_id where r." + OF_RUN,
                rs -> {
                    each.accept(rs.getString(1));
                },
                run.number(),
                -run.number());
    }

    /**
     * Removes some rows, in one transaction.
     *
     * @return whether there may be more
     */
    public boolean removeRows(RunRecord run) {
        int one = run.number();
        Long[] page = jdbc.queryForList(ROWS, Long.class, one, -one).toArray(Long[]::new);
        transactions.executeWithoutResult(status -> {
            for (String table : OF_ROWS) {
                jdbc.update("delete from " + table + " where row_id = any(?)", (Object) page);
            }
        });
        return page.length == PAGE;
    }

    /**
     * Removes some of what audits of the run noted.
     *
     * @return whether there may be more
     */
    public boolean removeAudited(RunRecord run) {
        return jdbc.update("delete from ledger_audit_item where audit_no in " + AUDITS + " limit " + PAGE, run.number())
                == PAGE;
    }

    /** Removes what is left once rows and audits are gone, but for the line with the run's name, and the last success. */
    public void end(RunRecord run) {
        transactions.executeWithoutResult(status -> {
            jdbc.update("delete from ledger_finding where audit_no in " + AUDITS, run.number());
            for (String table : List.of("ledger_audit", "ledger_moment")) {
                jdbc.update("delete from " + table + " where run_no = ?", run.number());
            }
            jdbc.update(FORMER_STARTS);
            jdbc.update(
                    "update ledger_run set directory = '', settings_no = 0, input_name = '', input_settings = '',"
                            + " input_fingerprint = '', input_columns = '[]' where run_no = ?",
                    run.number());
            jdbc.update(UNUSED_SETTINGS);
        });
    }
}
