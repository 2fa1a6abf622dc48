package com.handinger.batch.ledger;

import com.handinger.batch.task.RowState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The audits of runs: which attempts are read, how far it is, what was found. An audit that was stopped goes on where it
 * was, unless a start of the run came between; a finished one leaves its figures.
 */
public final class LedgerAudits {

    private static final String UNCHECKED = "select " + AuditedTasks.LAST_BASE + """
              as last_base, i.item_no, i.row_id, i.attempt, r.number, r.row_key, a.error_kind,
              case when s.template is null then s.worker else k.worker_id end as worker,
              coalesce(case when w.attempt = i.attempt then w.base_turns end, a.base_turns, 0) as base,
              coalesce(a.credits, 0) as credits, coalesce(a.turns, 0) as turns,
              w.attempt = i.attempt and w.run_no > 0 as newest,
              case when w.attempt = i.attempt then w.state else a.outcome end as state,
              case when w.attempt = i.attempt then w.task_id else a.task_id end as task_id
            from ledger_audit_item i
              join ledger_work w on w.row_id = i.row_id
              join ledger_row r on r.row_id = i.row_id
              left join ledger_answer a on a.row_id = i.row_id and a.attempt = i.attempt
              left join ledger_settings s
                on s.settings_no = case when w.attempt = i.attempt then w.settings_no else a.settings_no end
              left join ledger_worker k on k.ref = s.worker
            where i.audit_no = ? and i.item_no > ? and not i.checked
            order by i.audit_no, i.item_no limit ?
            """;

    /** All of the last item, so that no page ends inside of one. */
    private static final String FINDINGS = """
            select f.item_no, r.number, r.row_key, i.attempt, f.kind, f.message, f.turns, f.credits,
              case when w.attempt = i.attempt then w.task_id else a.task_id end as task_id
            from ledger_finding f
              join ledger_audit_item i on i.audit_no = f.audit_no and i.item_no = f.item_no
              join ledger_row r on r.row_id = i.row_id
              join ledger_work w on w.row_id = i.row_id
              left join ledger_answer a on a.row_id = i.row_id and a.attempt = i.attempt
            where f.audit_no = ? and f.item_no > ?
            order by f.item_no fetch first ? rows with ties
            """;

    private static final int PAGE = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /** Reads and writes through the given connection source. */
    public LedgerAudits(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * What a person wants to have audited.
     *
     * @param sample how many attempts, by chance; null for all
     * @param seed what they are drawn with; null for what an unfinished audit was drawn with, or a new one
     */
    public record Wish(@Nullable Integer sample, @Nullable Long seed) {}

    /**
     * Goes on with the audit that was stopped, or begins one.
     *
     * @param newSeed for a sample that needs one
     */
    public AuditRecord open(RunRecord run, Wish wish, long newSeed, String now) {
        AuditRecord open = unfinished(run, wish);
        if (open != null) {
            return open;
        }
        AuditRecord begun = transactions.execute(status -> begin(run, wish, newSeed, now));
        if (begun == null) {
            throw new IllegalStateException("an audit could not begin");
        }
        return begun;
    }

    private @Nullable AuditRecord unfinished(RunRecord run, Wish wish) {
        List<AuditRecord> found = jdbc.query(
                "select audit_no, seed, began_at from ledger_audit where run_no = ? and ended_at is null"
                        + " and sample_size is not distinct from ? and start_no = ? and generation = ?"
                        + " and seed = coalesce(?, seed) order by audit_no desc limit 1",
                (rs, i) -> new AuditRecord(rs.getInt(1), wish.sample, rs.getLong(2), true, rs.getString(3)),
                run.number(),
                wish.sample,
                lastStart(run),
                run.generation(),
                wish.seed);
        return found.isEmpty() ? null : found.get(0);
    }

    private int lastStart(RunRecord run) {
        Integer last = jdbc.queryForObject(
                "select coalesce(max(start_no), 0) from ledger_start where run_no = ?", Integer.class, run.number());
        return last == null ? 0 : last;
    }

    private AuditRecord begin(RunRecord run, Wish wish, long newSeed, String now) {
        jdbc.queryForList(
                        "select audit_no from ledger_audit where run_no = ? and ended_at is null"
                                + " and sample_size is not distinct from ?",
                        Integer.class,
                        run.number(),
                        wish.sample)
                .forEach(this::discard);
        long seed = wish.seed == null ? newSeed : wish.seed;
        jdbc.update(
                "insert into ledger_audit(run_no, sample_size, seed, start_no, generation, began_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                run.number(),
                wish.sample,
                seed,
                lastStart(run),
                run.generation(),
                now);
        Integer number = jdbc.queryForObject("select max(audit_no) from ledger_audit", Integer.class);
        AuditRecord audit = new AuditRecord(number == null ? 0 : number, wish.sample, seed, false, now);
        if (wish.sample == null) {
            jdbc.update(
                    "insert into ledger_audit_item(audit_no, item_no, row_id, attempt)"
                            + " select ?, row_number() over (order by row_id, attempt), row_id, attempt from ("
                            + AuditedTasks.ATTEMPTS
                            + ")",
                    audit.number(),
                    run.number(),
                    -run.number(),
                    run.number());
        } else {
            draw(run, audit, wish.sample);
        }
        return audit;
    }

    /** So many attempts of all, each with the same chance, in the order of their rows. */
    private void draw(RunRecord run, AuditRecord audit, int size) {
        SplittableRandom random = new SplittableRandom(audit.seed());
        List<Drawn> drawn = new ArrayList<>();
        long[] seen = {0};
        jdbc.query(
                "select row_id, attempt from (" + AuditedTasks.ATTEMPTS + ") order by row_id, attempt",
                rs -> {
                    long place = random.nextLong(++seen[0]);
                    Drawn attempt = new Drawn(rs.getLong(1), rs.getInt(2));
                    if (drawn.size() < size) {
                        drawn.add(attempt);
                    } else if (place < size) {
                        drawn.set((int) place, attempt);
                    }
                },
                run.number(),
                -run.number(),
                run.number());
        drawn.sort(Comparator.comparingLong(Drawn::rowId).thenComparingInt(Drawn::attempt));
        List<Object[]> items = new ArrayList<>(drawn.size());
        for (Drawn attempt : drawn) {
            items.add(new Object[] {audit.number(), items.size() + 1, attempt.rowId, attempt.attempt});
        }
        jdbc.batchUpdate(
                "insert into ledger_audit_item(audit_no, item_no, row_id, attempt) values (?, ?, ?, ?)", items);
    }

    private record Drawn(long rowId, int attempt) {}

    /** The next attempts that are not read yet, as the ledger has them now. */
    public List<AuditedAttempt> unchecked(AuditRecord audit, long after, int limit) {
        return jdbc.query(UNCHECKED, LedgerAudits::attempt, audit.number(), after, limit);
    }

    private static AuditedAttempt attempt(ResultSet rs, int index) throws SQLException {
        return new AuditedAttempt(
                rs.getLong("item_no"),
                rs.getLong("row_id"),
                rs.getInt("attempt"),
                rs.getLong("number"),
                rs.getString("row_key"),
                rs.getString("task_id"),
                rs.getString("worker"),
                RowState.ofCode(rs.getString("state").charAt(0)),
                rs.getString("error_kind"),
                rs.getLong("credits"),
                rs.getInt("turns"),
                rs.getBoolean("newest"),
                rs.getInt("base"),
                Math.max(rs.getInt("base"), rs.getInt("last_base")) + 1);
    }

    /**
     * Notes what was read, in one transaction. The credits and turns of tasks that have ended become those of the
     * server; a pending row that turned out to have a task is marked to be looked up before it is sent, and a failed one
     * with findings before it is retried. No state changes.
     */
    public void note(RunRecord run, AuditRecord audit, List<AuditVerdict> verdicts) {
        transactions.executeWithoutResult(status -> {
            List<Object[]> items = new ArrayList<>();
            List<Object[]> findings = new ArrayList<>();
            for (AuditVerdict verdict : verdicts) {
                long item = verdict.attempt().item();
                AuditVerdict.Seen task = verdict.task();
                items.add(new Object[] {
                    task != null,
                    task == null ? 0 : task.turns(),
                    task == null ? 0 : task.credits(),
                    verdict.correctsBooks(),
                    verdict.attempt().open(),
                    audit.number(),
                    item
                });
                for (AuditFinding finding : verdict.findings()) {
                    findings.add(new Object[] {
                        audit.number(),
                        item,
                        finding.kind().name(),
                        finding.message(),
                        finding.turns(),
                        finding.credits()
                    });
                }
                correct(run, verdict);
            }
            jdbc.batchUpdate(
                    "update ledger_audit_item set checked = true, present = ?, turns = ?, credits = ?, corrected = ?,"
                            + " open = ? where audit_no = ? and item_no = ?",
                    items);
            if (!findings.isEmpty()) {
                jdbc.batchUpdate(
                        "insert into ledger_finding(audit_no, item_no, kind, message, turns, credits)"
                                + " values (?, ?, ?, ?, ?, ?)",
                        findings);
            }
        });
    }

    private void correct(RunRecord run, AuditVerdict verdict) {
        AuditedAttempt attempt = verdict.attempt();
        AuditVerdict.Seen task = verdict.task();
        if (verdict.needsLook()) {
            jdbc.update(
                    "update ledger_work set doubted = true where row_id = ? and attempt = ? and state in ('P', 'F')",
                    attempt.rowId(),
                    attempt.attempt());
        }
        if (task == null || !verdict.correctsBooks()) {
            return;
        }
        int known = jdbc.update(
                "update ledger_answer set credits = ?, withheld = 0, turns = ? where row_id = ? and attempt = ?",
                task.credits(),
                task.turns(),
                attempt.rowId(),
                attempt.attempt());
        if (known == 0) {
            jdbc.update(
                    "insert into ledger_answer(row_id, attempt, run_no, outcome, task_id, settings_no, credits, turns)"
                            + " select row_id, attempt, ?, state, task_id, settings_no, ?, ? from ledger_work"
                            + " where row_id = ? and attempt = ?",
                    run.number(),
                    task.credits(),
                    task.turns(),
                    attempt.rowId(),
                    attempt.attempt());
        }
    }

    /** How far it is and what it found. */
    public AuditFigures figures(AuditRecord audit) {
        Map<String, Long> kinds = new LinkedHashMap<>();
        long[] surplus = new long[2];
        jdbc.query(
                "select kind, count(*), sum(turns), coalesce(sum(credits), 0) from ledger_finding where audit_no = ?"
                        + " group by kind order by kind",
                rs -> {
                    AuditFinding.Kind kind = AuditFinding.Kind.valueOf(rs.getString(1));
                    kinds.put(kind.word(), rs.getLong(2));
                    if (kind == AuditFinding.Kind.SURPLUS_TURNS) {
                        surplus[0] = rs.getLong(3);
                        surplus[1] = rs.getLong(4);
                    }
                },
                audit.number());
        List<AuditFigures> figures = jdbc.query(
                "select count(*), count(case when checked then 1 end), count(case when open then 1 end),"
                        + " count(case when present then 1 end), coalesce(sum(turns), 0), coalesce(sum(credits), 0),"
                        + " count(case when corrected then 1 end) from ledger_audit_item where audit_no = ?",
                (rs, i) -> new AuditFigures(
                        audit.beganAt(),
                        null,
                        audit.sample(),
                        audit.sample() == null ? null : audit.seed(),
                        rs.getLong(1),
                        rs.getLong(2),
                        rs.getLong(3),
                        rs.getLong(4),
                        rs.getLong(5),
                        rs.getLong(6),
                        rs.getLong(7),
                        Map.copyOf(kinds),
                        surplus[0],
                        surplus[1]),
                audit.number());
        return figures.get(0);
    }

    /**
     * The next findings in the order of their rows, a page at a time.
     *
     * @param after the item of the last one that was seen; 0 for the first page
     * @return empty when no more follow
     */
    public List<AuditFinding.Placed> findings(AuditRecord audit, long after) {
        return jdbc.query(FINDINGS, LedgerAudits::finding, audit.number(), after, PAGE);
    }

    private static AuditFinding.Placed finding(ResultSet rs, int index) throws SQLException {
        long credits = rs.getLong("credits");
        Long cost = rs.wasNull() ? null : credits;
        return new AuditFinding.Placed(
                rs.getLong("item_no"),
                rs.getLong("number"),
                rs.getString("row_key"),
                rs.getInt("attempt"),
                rs.getString("task_id"),
                new AuditFinding(
                        AuditFinding.Kind.valueOf(rs.getString("kind")),
                        rs.getString("message"),
                        rs.getInt("turns"),
                        cost));
    }

    /** Keeps the figures of a finished audit as the run's last ones, and lets go of everything else of it. */
    public AuditFigures finish(RunRecord run, AuditRecord audit, String now) {
        AuditFigures figures = figures(audit).ended(now);
        transactions.executeWithoutResult(status -> {
            discard(audit.number());
            jdbc.update("delete from ledger_audit where run_no = ? and ended_at is not null", run.number());
            jdbc.update(
                    "insert into ledger_audit(run_no, sample_size, seed, start_no, generation, began_at, ended_at,"
                            + " figures) values (?, ?, ?, 0, 0, ?, ?, ?)",
                    run.number(),
                    audit.sample(),
                    audit.seed(),
                    audit.beganAt(),
                    now,
                    JSON.writeValueAsString(figures));
        });
        return figures;
    }

    /** Forgets an audit that says nothing. */
    public void drop(AuditRecord audit) {
        transactions.executeWithoutResult(status -> discard(audit.number()));
    }

    private void discard(int auditNo) {
        for (String table : List.of("ledger_finding", "ledger_audit_item", "ledger_audit")) {
            jdbc.update("delete from " + table + " where audit_no = ?", auditNo);
        }
    }

    /** The last finished audit of the run; null when none was. */
    public static @Nullable AuditFigures last(JdbcTemplate jdbc, RunRecord run) {
        List<String> found = jdbc.queryForList(
                "select figures from ledger_audit where run_no = ? and ended_at is not null order by audit_no desc"
                        + " limit 1",
                String.class,
                run.number());
        return found.isEmpty() ? null : JSON.readValue(found.get(0), AuditFigures.class);
    }
}
