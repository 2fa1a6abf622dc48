package com.handinger.batch.ledger;

import com.handinger.batch.task.Base;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Ruling;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row as the ledger has it, before its task is made from it.
 *
 * @param settingsNo the settings that its task was made from; null when those of its run are still to make it
 * @param base what its task had before the turn that it adds; null without one, and while nobody looked
 * @param others places of turns with its text beyond the base that are other rows'
 * @param repair the text of the turn that repairs its answer; null when it is no repair
 * @param files what is sent with it, as JSON; null for nothing
 */
record Claimable(
        long rowId,
        long number,
        RowState state,
        int attempt,
        int sends,
        boolean doubted,
        @Nullable Integer settingsNo,
        @Nullable String taskId,
        @Nullable Ruling ruling,
        @Nullable Duration sentBefore,
        long reserved,
        @Nullable Base base,
        Set<Integer> others,
        @Nullable String repair,
        String key,
        String columns,
        @Nullable String files) {

    /**
     * Places of turns with the row's text, beyond its base, of rows whose turns are told by their ends, or who were
     * pruned since; none while it has no base.
     */
    private static final String OTHERS = """
            case when w.base_turns is not null then (select listagg(t.base_turns, ',') from ledger_turn m
              join ledger_turn t on t.task_id = m.task_id and t.text = m.text and t.base_turns >= m.base_turns
              left join ledger_answer a on a.row_id = t.row_id and a.attempt = t.attempt
              left join ledger_work o on o.row_id = t.row_id
              where m.row_id = w.row_id and m.attempt = w.attempt and t.row_id <> w.row_id
                and (o.row_id is null or (a.turns > 0 and (o.attempt <> t.attempt or o.state in ('C', 'N', 'F')))))
              end as others
            """;

    static final String ROWS =
            "select w.row_id, w.number, w.state, w.attempt, w.sends, w.doubted, w.settings_no, w.task_id, w.ruling, w.sent_at, w.reserved, w.base_turns, w.base_credits, w.base_ms, w.repair, r.row_key, r.row_columns,"
                    // What may be at the server went there with the files of its own settings.
                    + " case when w.settings_no is null then r.files else w.files end as files, " + OTHERS
                    + " from ledger_work w join ledger_row r on r.row_id = w.row_id where w.run_no = ? ";

    int settingsNo(RunRecord run) {
        return settingsNo == null ? run.settingsNo() : settingsNo;
    }

    Ledger.Minted mint(RunRecord run, Ledger.Minter minter) {
        return minter.mint(settingsNo(run), key, columns, attempt, AttachmentColumn.read(files));
    }

    Claim claim(Ledger.Minted minted) {
        Claim.Origin origin = switch (state) {
            case SENDING -> Claim.Origin.INTERRUPTED;
            case UNKNOWN -> Claim.Origin.IN_DOUBT;
            case RUNNING -> Claim.Origin.RUNNING;
            default -> doubted ? Claim.Origin.DOUBTED : Claim.Origin.FRESH;
        };
        return claim(minted, origin);
    }

    /** Claimed before perhaps, and given back unsent. */
    private boolean untouched(Claim.Origin origin) {
        return repair == null && origin == Claim.Origin.FRESH && sends == 0;
    }

    Claim claim(Ledger.Minted minted, Claim.Origin origin) {
        return new Claim(
                rowId,
                number,
                // What may be at the server is known there by the id that was stored, however ids are made now.
                taskId == null || settingsNo == null || untouched(origin) ? minted.taskId() : taskId,
                attempt,
                sends,
                origin,
                minted.workerId(),
                repair == null ? minted.input() : repair,
                minted.budget(),
                reserved,
                ruling,
                key,
                sentBefore,
                // The task has the row's files already when its answer is repaired.
                repair == null ? AttachmentColumn.read(files) : List.of(),
                repair != null || minted.appends() ? new Claim.Append(base, others) : null);
    }

    static Claimable of(ResultSet rs, int index) throws SQLException {
        int settingsNo = rs.getInt("settings_no");
        String ruling = rs.getString("ruling");
        return new Claimable(
                rs.getLong("row_id"),
                rs.getLong("number"),
                RowState.ofCode(rs.getString("state").charAt(0)),
                rs.getInt("attempt"),
                rs.getInt("sends"),
                rs.getBoolean("doubted"),
                settingsNo == 0 ? null : settingsNo,
                rs.getString("task_id"),
                ruling == null ? null : Ruling.ofCode(ruling.charAt(0)),
                since(rs.getLong("sent_at")),
                rs.getLong("reserved"),
                base(rs),
                places(rs.getString("others")),
                rs.getString("repair"),
                rs.getString("row_key"),
                rs.getString("row_columns"),
                rs.getString("files"));
    }

    private static Set<Integer> places(@Nullable String listed) {
        return listed == null
                ? Set.of()
                : Stream.of(listed.split(",", -1)).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Base base(ResultSet rs) throws SQLException {
        int turns = rs.getInt("base_turns");
        return rs.wasNull() ? null : new Base(turns, rs.getLong("base_credits"), rs.getLong("base_ms"));
    }

    /** A clock that was set back must not make a task younger than it can be; 0 is never. */
    private static @Nullable Duration since(long sentAt) {
        return sentAt == 0 ? null : Duration.ofMillis(Math.max(0, System.currentTimeMillis() - sentAt));
    }
}
