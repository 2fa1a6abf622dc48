package com.handinger.batch.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The workers that were made from templates. No call of the API finds one again, so each is noted before it is asked
 * for. What is written is on disk when a call returns.
 */
public final class MadeWorkers {

    private static final String SELECT = "select template, ordinal, title, worker_id, asked_at from ledger_worker ";

    private final JdbcTemplate jdbc;

    /** Reads and writes through the given connection source. */
    public MadeWorkers(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The one that stands behind a {@link MadeWorker#ref}; null when it was never asked for. */
    public @Nullable MadeWorker find(String ref) {
        return first(jdbc.query(SELECT + "where ref = ?", MadeWorkers::map, ref));
    }

    /** The last one of a template; null when none was ever asked for. */
    public @Nullable MadeWorker last(String template) {
        return first(
                jdbc.query(SELECT + "where template = ? order by ordinal desc limit 1", MadeWorkers::map, template));
    }

    private static @Nullable MadeWorker first(List<MadeWorker> found) {
        return found.isEmpty() ? null : found.get(0);
    }

    private static MadeWorker map(ResultSet rs, int index) throws SQLException {
        return new MadeWorker(rs.getString(1), rs.getInt(2), rs.getString(3), rs.getString(4), rs.getString(5));
    }

    /** The templates of workers that are there, as JSON, by the worker's id. */
    public Map<String, String> templates() {
        Map<String, String> templates = new LinkedHashMap<>();
        jdbc.query(
                "select k.worker_id, s.template from ledger_worker k join ledger_settings s on s.worker = k.ref"
                        + " where k.worker_id is not null and s.template is not null",
                rs -> {
                    templates.put(rs.getString(1), rs.getString(2));
                });
        return templates;
    }

    /** Notes the worker as it is now. */
    public void note(MadeWorker worker) {
        jdbc.update(
                "merge into ledger_worker(ref, template, ordinal, title, worker_id, asked_at) key(ref)"
                        + " values (?, ?, ?, ?, ?, ?)",
                worker.ref(),
                worker.template(),
                worker.ordinal(),
                worker.title(),
                worker.id(),
                worker.askedAt());
        jdbc.execute("checkpoint sync");
    }

    /** It is certain that there is no such worker. */
    public void forget(MadeWorker worker) {
        jdbc.update("delete from ledger_worker where ref = ?", worker.ref());
        jdbc.execute("checkpoint sync");
    }
}
