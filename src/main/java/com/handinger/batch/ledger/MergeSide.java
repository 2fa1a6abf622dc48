package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row on one of the two sides. */
record MergeSide(
        long rowId,
        String key,
        String digest,
        long number,
        long line,
        boolean gone,
        RowState state,
        int attempt,
        int sends,
        boolean doubted,
        String paidBefore) {

    boolean busy() {
        return state.inDoubt() || state == RowState.RUNNING;
    }

    /** Whether this attempt's id may be known to the server. */
    boolean sent() {
        return sends > 0 || doubted || state != RowState.PENDING;
    }

    boolean sameWork(MergeSide other) {
        return digest.equals(other.digest);
    }

    /** Whether it was changed back to something that it completed with before. */
    boolean comesBack(MergeSide now) {
        return !sameWork(now) && List.of(paidBefore.split(" ", -1)).contains(now.digest);
    }

    /** The newest attempt whose id may be known to the server. */
    int sentAttempt() {
        return sent() ? attempt : attempt - 1;
    }

    /** The next one; null at the end. */
    static @Nullable MergeSide next(ResultSet rs) throws SQLException {
        if (!rs.next()) {
            return null;
        }
        String paid = rs.getString("paid_before");
        return new MergeSide(
                rs.getLong("row_id"),
                rs.getString("row_key"),
                rs.getString("digest"),
                rs.getLong("number"),
                rs.getLong("line"),
                rs.getInt("run_no") < 0,
                RowState.ofCode(rs.getString("state").charAt(0)),
                rs.getInt("attempt"),
                rs.getInt("sends"),
                rs.getBoolean("doubted"),
                paid == null ? "" : paid);
    }
}
