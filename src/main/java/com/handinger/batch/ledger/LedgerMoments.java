package com.handinger.batch.ledger;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** How runs stood over time. Each call is one statement. */
public final class LedgerMoments {

    private static final int LONGEST_REASON = 400;

    private final JdbcTemplate jdbc;

    /** Reads and writes through the given connection source. */
    public LedgerMoments(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes one more. */
    public void note(RunRecord run, RunMoment moment) {
        String reason = moment.reason();
        jdbc.update(
                "insert into ledger_moment(run_no, start_no, noted_at, completed, bad, credits, in_flight, tasks,"
                        + " per_minute, requests, refused, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.number(),
                moment.startNo(),
                moment.at(),
                moment.completed(),
                moment.bad(),
                moment.credits(),
                moment.inFlight(),
                moment.tasks(),
                moment.perMinute(),
                moment.requests(),
                moment.refused(),
                reason == null || reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
    }

    /** Those of a run, in their order. */
    public List<RunMoment> of(RunRecord run) {
        return jdbc.query(
                "select start_no, noted_at, completed, bad, credits, in_flight, tasks, per_minute, requests, refused,"
                        + " reason from ledger_moment where run_no = ? order by start_no, noted_at, moment_no",
                (rs, i) -> new RunMoment(
                        rs.getInt(1),
                        rs.getLong(2),
                        rs.getLong(3),
                        rs.getLong(4),
                        rs.getLong(5),
                        rs.getInt(6),
                        rs.getObject(7, Integer.class),
                        rs.getObject(8, Integer.class),
                        rs.getLong(9),
                        rs.getLong(10),
                        rs.getString(11)),
                run.number());
    }
}
