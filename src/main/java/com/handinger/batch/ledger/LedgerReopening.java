package com.handinger.batch.ledger;

import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens rows that have ended, because a person said so. What they cost stays on the books, and nothing is sent here: a
 * row becomes pending under its next id, or is looked up under the id that it has.
 */
public final class LedgerReopening {

    /** Nothing is known of the task that a turn would be added to. */
    static final String NO_BASE = " base_turns = null, base_credits = null, base_ms = null";

    /** The row is claimed anew under an id that was never sent; what it was doubted for is looked at once more. */
    static final String NEXT_ATTEMPT =
            "set state = 'P', attempt = attempt + 1, sends = 0, task_id = null, sent_at = null, reserved = 0,"
                    + " doubted = doubted and base_turns is null, settings_no = null, settled_seq = null,"
                    + " ruling = null, schedules_before = null, repair = null," + NO_BASE;

    /** The same, but a repair stays one, of the same task, unless a new task was ordered. */
    static final String SAME_ORDER_AGAIN =
            "set state = 'P', attempt = attempt + 1, sends = 0, sent_at = null, reserved = 0, settled_seq = null,"
                    + " doubted = doubted and base_turns is null, ruling = null, task_id = case when repair is null or ruling = 'F' then null else task_id end,"
                    + " settings_no = case when repair is null or ruling = 'F' then null else settings_no end,"
                    + " repair = case when ruling = 'F' then null else repair end," + NO_BASE;

    /** A turn is added to the row's own task, under the settings that made it. */
    private static final String REPAIR =
            "set state = 'P', attempt = attempt + 1, sends = 0, doubted = false, sent_at = null, reserved = 0,"
                    + " settled_seq = null, ruling = null, reopened = true, repair = ?," + NO_BASE;

    /** What was written off for it is reserved again until the look tells more. */
    private static final String LOOK =
            "set state = 'U', settled_seq = null, reopened = true, reserved = coalesce((select a.withheld from"
                    + " ledger_answer a where a.row_id = ledger_work.row_id and a.attempt = ledger_work.attempt), 0),"
                    + " ruling = ?";

    private static final String OPEN_AGAIN = "update ledger_answer set withheld = 0 where row_id = ? and attempt ="
            + " (select attempt from ledger_work where row_id = ?)";

    /** One look, and then what was ordered: this id once more, or the next one. */
    private static final String LOOK_AND_SEND =
            "set state = 'P', doubted = true, settled_seq = null, reopened = true, ruling = ?";

    /** What ended at the server for certain: no look can find it well. */
    private static final Set<String> ENDED = Set.of(RowError.ERROR, RowError.ABORTED, RowError.CONTINUES);

    private static final String ROWS =
            "select w.row_id, w.number, w.state, w.task_id, w.doubted, w.reopened, w.ruling, w.base_turns is not null as based, r.row_key, a.error_kind, a.error_message from ledger_work w"
                    + " join ledger_row r on r.row_id = w.row_id"
                    + " left join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt"
                    + " where w.run_no = ? ";

    private static final int BATCH = 1000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /** Reads and writes through the given connection source. */
    public LedgerReopening(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * A row, as far as it matters to who would open it again.
     *
     * @param unnamed whether its task was sent without an id of ours, so that no look can find it
     * @param doubted whether a send of it ever had an unknown outcome
     * @param reopened whether a person opened it again
     * @param ruling what was ordered for it and not carried out yet; null for nothing
     * @param based whether it added a turn, perhaps, to a task of which it is known what it had before
     * @param errorKind why it did not complete; null when it did
     */
    public record Ended(
            long rowId,
            long number,
            RowState state,
            boolean unnamed,
            boolean doubted,
            boolean reopened,
            @Nullable Ruling ruling,
            boolean based,
            @Nullable String key,
            @Nullable String errorKind,
            @Nullable String message) {

        /** Whether its task may be at the server, running or completed, whatever was last known of it. */
        public boolean toBeLookedAt() {
            return state == RowState.FAILED
                    && !unnamed
                    && !RowError.CONTINUES.equals(errorKind)
                    && (doubted || errorKind == null || !ENDED.contains(errorKind));
        }

        /** Whether a new task may buy it a second time, and no look can tell. */
        public boolean blind() {
            return unnamed
                    && state == RowState.FAILED
                    && (RowError.UNRESOLVED.equals(errorKind) || RowError.LOST.equals(errorKind));
        }

        /** Whether nothing but a look at its task can tell that a new one is not the second. */
        public boolean mayBeTaken() {
            return toBeLookedAt() && !refused();
        }

        /** Whether one look is enough: the server itself said that it did not take it. */
        boolean refused() {
            return !doubted && !based && RowError.REFUSED.equals(errorKind);
        }

        /** Whether nobody knows whether the server took it. */
        public boolean unresolved() {
            return state == RowState.FAILED && RowError.UNRESOLVED.equals(errorKind);
        }
    }

    /** All rows of the run in input order, whatever their state. */
    public void rows(RunRecord run, Consumer<Ended> visitor) {
        jdbc.query(
                ROWS + "order by w.number",
                rs -> {
                    visitor.accept(new Ended(
                            rs.getLong("row_id"),
                            rs.getLong("number"),
                            RowState.ofCode(rs.getString("state").charAt(0)),
                            "".equals(rs.getString("task_id")),
                            rs.getBoolean("doubted"),
                            rs.getBoolean("reopened"),
                            ruling(rs.getString("ruling")),
                            rs.getBoolean("based"),
                            rs.getString("row_key"),
                            rs.getString("error_kind"),
                            rs.getString("error_message")));
                },
                run.number());
    }

    private static @Nullable Ruling ruling(@Nullable String code) {
        return code == null ? null : Ruling.ofCode(code.charAt(0));
    }

    /**
     * Rows of which nobody knows whether the server took them, and about which nobody has decided.
     *
     * @param keys those of the first few in input order
     */
    public record Held(long count, List<String> keys) {

        /** Copies the list. */
        public Held {
            keys = List.copyOf(keys);
        }
    }

    /** The held rows of the run. */
    public Held held(RunRecord run, int shown) {
        String held = " from ledger_work w join ledger_row r on r.row_id = w.row_id"
                + " join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt"
                + " where w.run_no = ? and w.state = 'F' and a.error_kind = ? and a.error_message like ?";
        Object[] which = {run.number(), RowError.UNRESOLVED, RowError.HELD + "%"};
        Long count = jdbc.queryForObject("select count(*)" + held, Long.class, which);
        List<String> keys =
                jdbc.queryForList("select r.row_key" + held + " order by w.number limit " + shown, String.class, which);
        return new Held(count == null ? 0 : count, keys);
    }

    /** Unusable rows whose task has an id of ours, so that a further turn can repair the answer. */
    public long repairable(RunRecord run) {
        Long repairable = jdbc.queryForObject(
                "select count(*) from ledger_work where run_no = ? and state = 'N' and coalesce(task_id, '-') <> ''",
                Long.class,
                run.number());
        return repairable == null ? 0 : repairable;
    }

    /** Rows that were opened again, and of which no start has told the end yet. */
    public long open(RunRecord run) {
        Long open = jdbc.queryForObject(
                "select count(*) from ledger_work where run_no = ? and reopened", Long.class, run.number());
        return open == null ? 0 : open;
    }

    /** A start tells its end: what has ended by now is no longer open for a person's sake. */
    public void close(RunRecord run) {
        jdbc.update(
                "update ledger_work set reopened = false where run_no = ? and reopened"
                        + " and state in ('C', 'N', 'F')",
                run.number());
    }

    /**
     * Opens rows for a new attempt: at once, or after a look at the task that they have. Unusable rows have their own
     * task repaired by a further turn, unless new tasks are ordered.
     *
     * @param ruling what is ordered for those that are looked at
     * @return the run, open
     */
    public RunRecord retry(RunRecord run, List<Ended> rows, Ruling ruling) {
        List<Object[]> atOnce = new ArrayList<>();
        List<Object[]> look = new ArrayList<>();
        List<Object[]> glance = new ArrayList<>();
        List<Object[]> repairs = new ArrayList<>();
        for (Ended row : rows) {
            if (row.state() == RowState.UNUSABLE && ruling != Ruling.FRESH_ATTEMPT) {
                repairs.add(new Object[] {Repair.input(row.errorKind(), row.message()), row.rowId()});
            } else if (row.toBeLookedAt()) {
                (row.refused() ? glance : look).add(new Object[] {String.valueOf(ruling.code()), row.rowId()});
            } else {
                atOnce.add(new Object[] {row.rowId()});
            }
        }
        return inOneStep(run, () -> {
            update(NEXT_ATTEMPT + ", reopened = true", atOnce);
            update(REPAIR, repairs);
            update(LOOK, look);
            update(LOOK_AND_SEND, glance);
            openAgain(look);
        });
    }

    /**
     * Opens one unresolved row to have this done with the task id that it has.
     *
     * @return the run, open
     */
    public RunRecord resolve(RunRecord run, Ended row, Ruling ruling) {
        String how = ruling == Ruling.SEND_ONCE && !row.based() ? LOOK_AND_SEND : LOOK;
        List<Object[]> one = List.<Object[]>of(new Object[] {String.valueOf(ruling.code()), row.rowId()});
        return inOneStep(run, () -> {
            update(how, one);
            openAgain(one);
        });
    }

    /** @param rows the ruling, row */
    private void openAgain(List<Object[]> rows) {
        List<Object[]> ids =
                rows.stream().map(row -> new Object[] {row[1], row[1]}).toList();
        for (int from = 0; from < ids.size(); from += BATCH) {
            jdbc.batchUpdate(OPEN_AGAIN, ids.subList(from, Math.min(ids.size(), from + BATCH)));
        }
    }

    private RunRecord inOneStep(RunRecord run, Runnable change) {
        boolean finished = run.state() == RunRecord.State.FINISHED;
        RunRecord open = new RunRecord(
                run.number(),
                run.id(),
                RunRecord.State.OPEN,
                run.baseUrl(),
                run.directory(),
                run.settingsNo(),
                run.generation() + (finished ? 1 : 0),
                run.input(),
                run.createdAt());
        transactions.executeWithoutResult(status -> {
            change.run();
            new LedgerRuns(jdbc).save(open);
        });
        return open;
    }

    private void update(String assignments, List<Object[]> rows) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            jdbc.batchUpdate(
                    "update ledger_work " + assignments + " where row_id = ?",
                    rows.subList(from, Math.min(rows.size(), from + BATCH)));
        }
    }
}
