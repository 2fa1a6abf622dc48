package com.handinger.batch.ledger;

/** Which tasks an audit asks for, and what is expected of those that have turns of several attempts, or of others. */
final class AuditedTasks {

    /** Every task id that was minted, sent without one left out: the newest of each row, and the earlier ones that left something behind. */
    static final String ATTEMPTS = """
            select w.row_id, w.attempt from ledger_work w
              where w.run_no in (?, ?) and w.state <> 'J' and w.task_id <> ''
              and (w.base_turns is not null or (w.repair is null
                and not exists (select 1 from ledger_settings s
                  where s.settings_no = w.settings_no and s.continues_template is not null)))
            union
            select a.row_id, a.attempt from ledger_answer a where a.run_no = ? and a.task_id <> ''
              and coalesce(a.error_kind, '') <> 'continues'
              and (a.base_turns is not null or not exists (select 1 from ledger_settings s
                where s.settings_no = a.settings_no and s.continues_template is not null)
                and not exists (select 1 from ledger_work w
                  where w.row_id = a.row_id and w.attempt = a.attempt and w.repair is not null))
            """;

    /** How many turns a task had before the last one that is known to be ours. */
    static final String LAST_BASE = """
            (select coalesce(max(t.base_turns), 0) from ledger_turn t
              left join ledger_answer b on b.row_id = t.row_id and b.attempt = t.attempt
              left join ledger_work o on o.row_id = t.row_id and o.attempt = t.attempt
              where t.task_id = case when w.attempt = i.attempt then w.task_id else a.task_id end
                and (b.turns > 0 or o.state in ('S', 'U', 'R')))
            """;

    private AuditedTasks() {}
}
