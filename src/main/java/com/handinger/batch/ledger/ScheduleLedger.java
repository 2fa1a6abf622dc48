package com.handinger.batch.ledger;

import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Ruling;
import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rows of a run that become schedules. As in {@link Ledger}, a claim is committed and forced to disk before it is handed
 * out, here with the ids of the schedules that look like the row's and were there before. Their changes are noted by
 * {@link Ledger#apply}.
 */
public final class ScheduleLedger {

    private static final String ROWS =
            "select w.row_id, w.number, w.state, w.attempt, w.sends, w.doubted, w.settings_no, w.task_id, w.ruling,"
                    + " w.schedules_before, r.row_key, r.row_columns from ledger_work w"
                    + " join ledger_row r on r.row_id = w.row_id where w.run_no = ? ";

    private static final String BETWEEN_IDS = "\n";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /** Makes the order of one row from its columns. */
    @FunctionalInterface
    public interface Minter {

        /** The schedule that the row becomes by these settings. */
        ScheduleOrder order(int settingsNo, String key, String columns);
    }

    /** Reads and writes through the given connection source. */
    public ScheduleLedger(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Pending rows of the range in input order, not claimed yet.
     *
     * @param after number of a row; those behind it are read
     */
    public List<ScheduleClaim> pending(RunRecord run, RowRange range, long after, int limit, Minter minter) {
        return jdbc.query(
                ROWS
                        + "and w.state = 'P' and w.number between ? and ?" + Ledger.only(range)
                        + " order by w.run_no, w.state, w.number limit ?",
                (rs, i) -> claim(rs, run, minter),
                run.number(),
                Math.max(range.from(), after + 1),
                range.to(),
                limit);
    }

    /**
     * Claims rows. The marks are on disk when this returns, and count as a send each: a process that dies may have made
     * it.
     *
     * @param claims each with what was there before
     */
    public void claim(RunRecord run, List<ScheduleClaim> claims) {
        HaltPoint.BEFORE_CLAIM.reached();
        long now = System.currentTimeMillis();
        List<Object[]> marks = new ArrayList<>(claims.size());
        for (ScheduleClaim claim : claims) {
            Set<String> before = claim.before();
            if (before == null) {
                throw new IllegalStateException("row " + claim.number() + " is claimed before the list was read");
            }
            marks.add(
                    new Object[] {run.settingsNo(), claim.budget(), now, String.join(BETWEEN_IDS, before), claim.rowId()
                    });
        }
        transactions.executeWithoutResult(status -> jdbc.batchUpdate(
                "update ledger_work set state = 'S', settings_no = coalesce(settings_no, ?), tier = ?, sends = sends + 1,"
                        + " sent_at = ?, schedules_before = ? where row_id = ?",
                marks));
        HaltPoint.CLAIMED.reached();
        jdbc.execute("checkpoint sync");
        HaltPoint.CLAIM_FORCED.reached();
    }

    /** The rows that an earlier process left in doubt, whatever the range. */
    public List<ScheduleClaim> unfinished(RunRecord run, Minter minter) {
        List<ScheduleClaim> claims = new ArrayList<>();
        for (RowState state : List.of(RowState.SENDING, RowState.UNKNOWN)) {
            claims.addAll(jdbc.query(
                    ROWS + "and w.state = ? order by w.run_no, w.state, w.number",
                    (rs, i) -> claim(rs, run, minter),
                    run.number(),
                    String.valueOf(state.code())));
        }
        return claims;
    }

    /** Ids of all schedules that rows of this store became. */
    public Set<String> owned() {
        return new HashSet<>(jdbc.queryForList(
                "select a.task_id from ledger_answer a join ledger_settings s on s.settings_no = a.settings_no"
                        + " where a.outcome = 'C' and a.task_id is not null and s.when_template is not null",
                String.class));
    }

    /** A schedule that the server took, and what was ordered. */
    public record Taken(String id, ScheduleOrder order) {}

    /** The schedule of the row that completed last; null before the first. */
    public @Nullable Taken last(RunRecord run, Minter minter) {
        List<Taken> last = jdbc.query(
                ROWS + "and w.state = 'C' and w.settled_seq > 0 order by w.run_no desc, w.settled_seq desc limit 1",
                (rs, i) -> new Taken(
                        rs.getString("task_id"), claim(rs, run, minter).order()),
                run.number());
        return last.isEmpty() ? null : last.get(0);
    }

    private static ScheduleClaim claim(ResultSet rs, RunRecord run, Minter minter) throws SQLException {
        int settingsNo = rs.getInt("settings_no");
        String ruling = rs.getString("ruling");
        String key = rs.getString("row_key");
        Claim.Origin origin = origin(RowState.ofCode(rs.getString("state").charAt(0)), rs.getBoolean("doubted"));
        return new ScheduleClaim(
                rs.getLong("row_id"),
                rs.getLong("number"),
                rs.getInt("attempt"),
                rs.getInt("sends"),
                origin,
                minter.order(settingsNo == 0 ? run.settingsNo() : settingsNo, key, rs.getString("row_columns")),
                origin == Claim.Origin.FRESH ? null : ids(rs.getString("schedules_before")),
                ruling == null ? null : Ruling.ofCode(ruling.charAt(0)),
                key);
    }

    private static Claim.Origin origin(RowState state, boolean doubted) {
        return switch (state) {
            case SENDING -> Claim.Origin.INTERRUPTED;
            case UNKNOWN -> Claim.Origin.IN_DOUBT;
            default -> doubted ? Claim.Origin.DOUBTED : Claim.Origin.FRESH;
        };
    }

    private static @Nullable Set<String> ids(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(text.split(BETWEEN_IDS, -1)));
    }
}
