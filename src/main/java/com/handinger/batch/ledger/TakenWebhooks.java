package com.handinger.batch.ledger;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The webhooks that have to be put back. What is written is on disk when a call returns. */
public final class TakenWebhooks {

    private final JdbcTemplate jdbc;

    /** Reads and writes through the given connection source. */
    public TakenWebhooks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of one server. */
    public List<TakenWebhook> of(String baseUrl) {
        return jdbc.query(
                "select base_url, worker, ours, former, taken_at from ledger_webhook where base_url = ? order by worker",
                (rs, index) -> new TakenWebhook(
                        rs.getString(1), rs.getString(2), rs.getString(3), rs.getString(4), rs.getString(5)),
                baseUrl);
    }

    /** Notes it in place of an earlier one of this worker. */
    public void note(TakenWebhook webhook) {
        jdbc.update(
                "merge into ledger_webhook(base_url, worker, ours, former, taken_at) key(base_url, worker)"
                        + " values (?, ?, ?, ?, ?)",
                webhook.baseUrl(),
                webhook.worker(),
                webhook.ours(),
                webhook.former(),
                webhook.takenAt());
        jdbc.execute("checkpoint sync");
    }

    /** Nothing of it is left to be put back. */
    public void forget(TakenWebhook webhook) {
        jdbc.update(
                "delete from ledger_webhook where base_url = ? and worker = ?", webhook.baseUrl(), webhook.worker());
        jdbc.execute("checkpoint sync");
    }
}
