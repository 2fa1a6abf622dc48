package com.handinger.batch.ledger;

import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.Attachment;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.Ruling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The state of the rows of a run. Claims are committed and forced to disk before they are handed out; all other
 * changes join the caller's transaction.
 *
 * <p>Threads may share it: each call uses a connection of its own or of the caller's transaction.
 */
public final class Ledger {

    /** Rows whose task the server had: the newest by their end, the first, and one that still runs. */
    private static final List<String> KNOWN = List.of(
            "and w.state in ('C', 'N') and w.settled_seq > 0 and w.task_id <> '' order by w.run_no desc, w.settled_seq desc limit 3",
            "and w.state in ('C', 'N') and w.settled_seq > 0 and w.task_id <> '' order by w.run_no, w.settled_seq limit 1",
            "and w.state = 'R' order by w.run_no desc, w.state desc, w.number desc limit 1");

    private static final String EARLIER = "select run_no from ledger_run where run_no <> ?"
            + " and job = (select job from ledger_run where run_no = ?)"
            + " and base_url = (select base_url from ledger_run where run_no = ?)"
            + " and state not in ('LOADING', 'PRUNED') order by run_no desc limit 10";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final AnswerTable answers;
    private final FailedRepairs repairs;
    private final Map<Integer, AtomicLong> settled = new ConcurrentHashMap<>();

    /** Makes the work of one row from its columns. */
    @FunctionalInterface
    public interface Minter {

        /**
         * The task of a row.
         *
         * @param settingsNo the settings it is made from
         * @param columns the row's columns as one JSON object
         * @param attempt number of the task id, 1-based
         * @param files that are sent with it
         */
        Minted mint(int settingsNo, String key, String columns, int attempt, List<Attachment> files);
    }

    /**
     * What is sent for a row.
     *
     * @param taskId empty for a task that gets no id of ours
     * @param appends whether the task is one that is there, to which a turn is added
     */
    public record Minted(String taskId, String workerId, String input, String budget, boolean appends) {

        /** A task of the row's own. */
        public Minted(String taskId, String workerId, String input, String budget) {
            this(taskId, workerId, input, budget, false);
        }
    }

    /** Says what is reserved for a task. */
    @FunctionalInterface
    public interface Reserve {

        /** Credits for one task of this worker and tier. */
        long of(String worker, String tier);
    }

    /** Reads and writes through the given connection source. */
    public Ledger(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        answers = new AnswerTable(jdbc);
        repairs = new FailedRepairs(jdbc);
    }

    /**
     * Claims the first pending rows of the range. The marks, with what is reserved for each, are committed and on disk
     * when this returns, and count as a send each: a process that dies may have made it.
     *
     * @return at most {@code limit} claims in input order; fewer mean that no more are pending
     */
    public List<Claim> claim(RunRecord run, RowRange range, int limit, Minter minter, Reserve reserve) {
        HaltPoint.BEFORE_CLAIM.reached();
        List<Claim> claims = transactions.execute(status -> {
            List<Claimable> pending = pending(run, range, limit);
            List<Claim> page = new ArrayList<>(pending.size());
            List<Object[]> marks = new ArrayList<>(pending.size());
            // Its send follows within seconds; should the process die before it notes when, this is near enough.
            long now = System.currentTimeMillis();
            for (Claimable row : pending) {
                Claim claim = among(row.claim(row.mint(run, minter)));
                page.add(claim);
                long reserved = reserve.of(claim.workerId(), claim.budget());
                marks.add(new Object[] {
                    claim.taskId(), row.settingsNo(run), claim.budget(), reserved, now, row.files(), row.rowId()
                });
            }
            jdbc.batchUpdate(
                    "update ledger_work set state = 'S', task_id = ?, settings_no = ?, tier = ?, reserved = ?,"
                            + " sends = sends + 1, sent_at = ?, files = ? where row_id = ?",
                    marks);
            return page;
        });
        if (!claims.isEmpty()) {
            HaltPoint.CLAIMED.reached();
            force();
            HaltPoint.CLAIM_FORCED.reached();
        }
        return claims;
    }

    static String only(RowRange range) {
        if (range.among() instanceof RowRange.Among.Pilot) {
            return " and w.pilot";
        }
        return range.reopened() ? " and w.reopened" : "";
    }

    private List<Claimable> pending(RunRecord run, RowRange range, int limit) {
        return jdbc.query(
                Claimable.ROWS
                        + "and w.state = 'P' and w.number between ? and ?" + only(range)
                        + " order by w.run_no, w.state, w.number limit ?",
                Claimable::of,
                run.number(),
                range.from(),
                range.to(),
                limit);
    }

    /** A row that looks for its turn among those that are there must not find one that is another row's. */
    private Claim among(Claim claim) {
        boolean looks = claim.appends() && claim.origin() == Claim.Origin.DOUBTED;
        return looks ? claim.among(turnsOfOthers(claim)) : claim;
    }

    /** Places of turns with the text of this row in its task that are other rows', of any run. */
    public Set<Integer> turnsOfOthers(Claim claim) {
        return Set.copyOf(jdbc.queryForList(
                "select distinct base_turns from ledger_turn where task_id = ? and text = ? and row_id <> ?",
                Integer.class,
                claim.taskId(),
                claim.textDigest(),
                claim.rowId()));
    }

    /** What {@link #claim} would claim; claims nothing. */
    public List<Claim> first(RunRecord run, RowRange range, int limit, Minter minter) {
        return pending(run, range, limit).stream()
                .map(row -> row.claim(row.mint(run, minter)))
                .toList();
    }

    /** The same of certain rows. */
    public List<Claim> pending(RunRecord run, List<Long> rowIds, Minter minter) {
        return rowIds.stream()
                .flatMap(
                        id -> jdbc
                                .query(
                                        Claimable.ROWS + "and w.state = 'P' and w.row_id = ?",
                                        Claimable::of,
                                        run.number(),
                                        id)
                                .stream())
                .map(row -> row.claim(row.mint(run, minter)))
                .toList();
    }

    /** What is committed survives power loss from here on: without it a commit only survives the end of the process. */
    public void force() {
        jdbc.execute("checkpoint sync");
    }

    /** The rows that an earlier process left in doubt or running, whatever the range. */
    public List<Claim> unfinished(RunRecord run, Minter minter) {
        List<Claim> claims = new ArrayList<>();
        for (RowState state : List.of(RowState.SENDING, RowState.UNKNOWN, RowState.RUNNING)) {
            List<Claimable> rows = jdbc.query(
                    Claimable.ROWS + "and w.state = ? order by w.run_no, w.state, w.number",
                    Claimable::of,
                    run.number(),
                    String.valueOf(state.code()));
            for (Claimable row : rows) {
                claims.add(row.claim(row.mint(run, minter)));
            }
        }
        // A turn that may be on its way goes before one of the same task that is not.
        claims.sort(Comparator.comparing(
                claim -> claim.append() != null && claim.append().base() == null));
        return claims;
    }

    /**
     * A few tasks that the server is known to have had, as if they still ran there: of this run, or of the latest one of
     * its job at its server that knows any.
     */
    public List<Claim> known(RunRecord run, Minter minter) {
        List<Integer> runs = new ArrayList<>(List.of(run.number()));
        runs.addAll(jdbc.queryForList(EARLIER, Integer.class, run.number(), run.number(), run.number()));
        return runs.stream()
                .map(number -> known(number, run, minter))
                .filter(claims -> !claims.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<Claim> known(int number, RunRecord run, Minter minter) {
        Map<Long, Claim> claims = new LinkedHashMap<>();
        for (String part : KNOWN) {
            for (Claimable row : jdbc.query(Claimable.ROWS + part, Claimable::of, number)) {
                claims.putIfAbsent(row.rowId(), row.claim(row.mint(run, minter), Claim.Origin.RUNNING));
            }
        }
        return List.copyOf(claims.values());
    }

    /**
     * Notes changes in the caller's transaction. Of several changes of one row the last counts, and each further send.
     *
     * @return ids of the rows that completed, in the order in which they will be listed as settled
     */
    public List<Long> apply(RunRecord run, List<Change> changes) {
        ChangeBatch batch = ChangeBatch.of(changes);
        update("set sent_at = ?", batch.sent());
        based(batch.based(), batch.turns());
        update("set state = 'S', doubted = true, sends = ?", batch.resending());
        update("set state = 'U', doubted = true", batch.doubted());
        update(
                "set state = 'P', sends = ?, doubted = doubted or ?, reserved = 0," + LedgerReopening.NO_BASE,
                batch.released());
        running(batch.running());
        answers.leave(batch.anew());
        update(
                LedgerReopening.SAME_ORDER_AGAIN,
                batch.anew().stream().map(a -> new Object[] {a.rowId()}).toList());
        return settle(run, batch.settled());
    }

    /** @param turns the digest of its text, row */
    private void based(List<Object[]> bases, List<Object[]> turns) {
        // An order to send once more is carried out with the send that follows, whatever becomes of it.
        update(
                "set base_turns = ?, base_credits = ?, base_ms = ?, ruling = case when ruling = '"
                        + Ruling.SEND_ONCE.code() + "' then null else ruling end",
                bases);
        if (!turns.isEmpty()) {
            // A base that is found out anew takes the place of the former one.
            jdbc.batchUpdate(
                    "delete from ledger_turn where row_id = ? and attempt ="
                            + " (select w.attempt from ledger_work w where w.row_id = ledger_turn.row_id)",
                    turns.stream().map(turn -> new Object[] {turn[1]}).toList());
            jdbc.batchUpdate(
                    "insert into ledger_turn(text, task_id, base_turns, row_id, attempt)"
                            + " select cast(? as varchar(64)), task_id, base_turns, row_id, attempt from ledger_work where row_id = ?",
                    turns);
        }
    }

    private void running(List<Change.Running> changes) {
        List<Object[]> rows = new ArrayList<>(changes.size());
        for (Change.Running change : changes) {
            rows.add(new Object[] {change.rowId()});
        }
        update("set state = 'R'", rows);
        answers.keep(changes);
    }

    private List<Long> settle(RunRecord run, List<Change.Settled> changes) {
        if (changes.isEmpty()) {
            return List.of();
        }
        AtomicLong order = settled.computeIfAbsent(run.number(), this::lastSettled);
        List<Object[]> rows = new ArrayList<>(changes.size());
        List<Long> completed = new ArrayList<>(changes.size());
        List<Object[]> schedules = new ArrayList<>();
        for (Change.Settled change : changes) {
            RowState state = change.outcome().state();
            rows.add(new Object[] {String.valueOf(state.code()), order.incrementAndGet(), change.rowId()});
            if (state == RowState.COMPLETED) {
                completed.add(change.rowId());
            }
            if (change.schedule() != null) {
                schedules.add(new Object[] {change.schedule(), change.rowId()});
            }
        }
        update("set state = ?, settled_seq = ?, ruling = null, reserved = 0", rows);
        update("set task_id = ?", schedules);
        answers.settle(changes);
        repairs.failed(changes);
        return completed;
    }

    /** Read once: to ask again for each batch would walk the whole index each time. */
    private AtomicLong lastSettled(int runNo) {
        Long last = jdbc.queryForObject(
                "select coalesce(max(settled_seq), 0) from ledger_work where run_no = ?", Long.class, runNo);
        return new AtomicLong(last == null ? 0 : last);
    }

    private void update(String assignments, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate("update ledger_work " + assignments + " where row_id = ?", rows);
        }
    }

    /** How many rows of the range stand where. */
    public RowCounts counts(RunRecord run, RowRange range) {
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        jdbc.query(
                "select w.state, count(*) from ledger_work w where w.run_no = ? and w.number between ? and ?"
                        + only(range) + " group by w.state",
                rs -> {
                    counts.put(RowState.ofCode(rs.getString(1).charAt(0)), rs.getLong(2));
                },
                run.number(),
                range.from(),
                range.to());
        return new RowCounts(counts);
    }

    /** How many rows are under way, by state; cheap, however many rows the run has. */
    public RowCounts underWay(RunRecord run) {
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        jdbc.query(
                "select state, count(*) from ledger_work where run_no = ? and state in ('S', 'U', 'R') group by state",
                rs -> {
                    counts.put(RowState.ofCode(rs.getString(1).charAt(0)), rs.getLong(2));
                },
                run.number());
        return new RowCounts(counts);
    }

    /** What the run spent so far, rows that were taken out of the input later included. */
    public Spent spent(RunRecord run) {
        Spent spent = jdbc.queryForObject(
                "select coalesce(sum(credits + withheld), 0), coalesce(sum(case when turns > 1 then turns - 1 else 0 end), 0),"
                        + " sum(case when credits + withheld > 0 then 1 else 0 end) from ledger_answer where run_no = ?",
                (rs, i) -> new Spent(rs.getLong(1), rs.getLong(2), rs.getLong(3)),
                run.number());
        return spent == null ? new Spent(0, 0, 0) : spent;
    }

    /**
     * Money of a run.
     *
     * @param credits of tasks that ended, with the reservations of those whose cost is unknown
     * @param surplusTurns turns beyond the one that each task should have
     * @param paidTasks tasks that cost something, or may have
     */
    public record Spent(long credits, long surplusTurns, long paidTasks) {

        /** Credits of one paid task, on average; only where there are any. */
        public double each() {
            return (double) credits / paidTasks;
        }
    }
}
