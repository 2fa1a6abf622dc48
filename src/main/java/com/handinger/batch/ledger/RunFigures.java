package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Figures of a run for its summary.
 *
 * @param attempts task ids minted for it
 * @param p50 milliseconds within which half of the completed tasks ended; null without any
 * @param p95 milliseconds within which 95 of 100 did
 */
public record RunFigures(
        long attempts, @Nullable Long p50, @Nullable Long p95) {

    /** Reads the figures. */
    public static RunFigures of(JdbcTemplate jdbc, RunRecord run) {
        return new RunFigures(attempts(jdbc, run), percentile(jdbc, run, 0.5), percentile(jdbc, run, 0.95));
    }

    /** Task ids minted for the run. */
    public static long attempts(JdbcTemplate jdbc, RunRecord run) {
        Long attempts = jdbc.queryForObject(
                "select coalesce(sum(case when task_id is null then attempt - 1 else attempt end), 0)"
                        + " from ledger_work where run_no in (?, ?)",
                Long.class,
                run.number(),
                -run.number());
        return attempts == null ? 0 : attempts;
    }

    private static @Nullable Long percentile(JdbcTemplate jdbc, RunRecord run, double share) {
        return jdbc.queryForObject(
                "select percentile_disc(" + share + ") within group (order by duration_ms) from ledger_answer"
                        + " where run_no = ? and outcome = 'C'",
                Long.class,
                run.number());
    }
}
