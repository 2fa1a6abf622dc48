package com.handinger.batch.ledger;

import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.TurnHabits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was found out about the servers that the runs of this store were sent to. Each call is one statement. */
public final class ServerTable {

    private final JdbcTemplate jdbc;

    /** Reads and writes through the given connection source. */
    public ServerTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What is known of the server of this identity; {@link ServerHabits#UNKNOWN} for one that was never asked. */
    public ServerHabits habits(String baseUrl) {
        List<ServerHabits> found = jdbc.query(
                "select keeps_ids, slowest_ms, while_running, turns_shown, slowest_turn_ms from ledger_server where base_url = ?",
                ServerTable::map,
                baseUrl);
        return found.isEmpty() ? ServerHabits.UNKNOWN : found.get(0);
    }

    private static ServerHabits map(ResultSet rs, int index) throws SQLException {
        return new ServerHabits(
                rs.getObject(1, Boolean.class),
                Duration.ofMillis(rs.getLong(2)),
                rs.getObject(3, Boolean.class),
                new TurnHabits(rs.getBoolean(4), Duration.ofMillis(rs.getLong(5))));
    }

    /** Notes what is known of it now. */
    public void note(String baseUrl, ServerHabits habits, String checkedAt) {
        jdbc.update(
                "merge into ledger_server(base_url, keeps_ids, slowest_ms, while_running, turns_shown, slowest_turn_ms,"
                        + " checked_at) key(base_url) values (?, ?, ?, ?, ?, ?, ?)",
                baseUrl,
                habits.keepsIds(),
                millis(habits.slowest()),
                habits.whileRunning(),
                habits.turns().shown(),
                millis(habits.turns().slowest()),
                checkedAt);
    }

    /** A measured time is never rounded down to none. */
    private static long millis(Duration measured) {
        return measured.plusNanos(999_999).toMillis();
    }

    /** The pace that the server of this identity put up with; {@link PaceMemory#NONE} while nothing was learned. */
    public PaceMemory pace(String baseUrl) {
        List<PaceMemory> found = jdbc.query(
                "select tasks, requests_per_minute from ledger_pace where base_url = ?",
                (rs, index) -> new PaceMemory(rs.getObject(1, Integer.class), rs.getObject(2, Integer.class)),
                baseUrl);
        return found.isEmpty() ? PaceMemory.NONE : found.get(0);
    }

    /** Notes the pace that it puts up with now. */
    public void note(String baseUrl, PaceMemory pace, String learnedAt) {
        jdbc.update(
                "merge into ledger_pace(base_url, tasks, requests_per_minute, learned_at)"
                        + " key(base_url) values (?, ?, ?, ?)",
                baseUrl,
                pace.tasks(),
                pace.requestsPerMinute(),
                learnedAt);
    }
}
