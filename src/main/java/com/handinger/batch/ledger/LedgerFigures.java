package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a report shows of a run in figures. Reads only. */
public final class LedgerFigures {

    private final JdbcTemplate jdbc;
    private final RunRecord run;

    /** Reads through the given connection source. */
    public LedgerFigures(JdbcTemplate jdbc, RunRecord run) {
        this.jdbc = jdbc;
        this.run = run;
    }

    /** Rows that ended in one way. */
    public record Share(RowState state, long rows, long credits) {}

    /**
     * Rows that did not complete for one reason.
     *
     * @param kind the word for it
     * @param examples the first rows of it
     */
    public record Failure(RowState state, String kind, long rows, long credits, List<Example> examples) {}

    /** One row that did not complete. */
    public record Example(long row, @Nullable String key, String message) {}

    /** One row by what its task took. */
    public record Extreme(long row, @Nullable String key, RowState state, long durationMs, long credits) {}

    /** One start of the run; what it ended with is null while it works, or after a crash. */
    public record Start(
            String startedAt,
            @Nullable String endedAt,
            @Nullable Integer exit,
            @Nullable String reason,
            RequestCounts requests) {}

    /** All starts, the first one first. */
    public List<Start> starts() {
        return jdbc.query(
                "select started_at, ended_at, exit_code, reason, sends, reads, rate_limited, faults from ledger_start"
                        + " where run_no = ? order by start_no",
                (rs, i) -> new Start(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getObject(3, Integer.class),
                        rs.getString(4),
                        new RequestCounts(rs.getLong(5), rs.getLong(6), rs.getLong(7), rs.getLong(8))),
                run.number());
    }
}
