package com.handinger.batch.ledger;

import com.handinger.batch.input.RowRange;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The rows of a run that go first, to tell what the others will take. They are drawn once and marked, so that a pilot
 * that was stopped goes on with the same rows.
 */
public final class LedgerPilot {

    private static final int BATCH = 1000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /** Reads and writes through the given connection source. */
    public LedgerPilot(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Rows of the run that were drawn, whatever became of them. */
    public long drawn(RunRecord run) {
        return count(run, "");
    }

    /** Rows of the run that were drawn and not sent yet. */
    public long waiting(RunRecord run) {
        return count(run, " and state = 'P'");
    }

    private long count(RunRecord run, String condition) {
        Long count = jdbc.queryForObject(
                "select count(*) from ledger_work where run_no = ? and pilot" + condition, Long.class, run.number());
        return count == null ? 0 : count;
    }

    /** Of every pilot among such rows of the run, however large, these go first; the ids of rows that were never sent. */
    public List<Long> first(RunRecord run, RowRange among, int rows) {
        return choose(run, among, rows, seed(run));
    }

    /** By the name of the run alone: a pilot that a lost ledger knew can be drawn again. */
    private static long seed(RunRecord run) {
        return new SplittableRandom(run.id().hashCode()).nextLong();
    }

    /**
     * Draws rows at random among those that were never sent, until so many are drawn in all.
     *
     * @param rows where to draw
     * @return rows drawn by this call
     */
    public int draw(RunRecord run, RowRange rows, int wanted) {
        long missing = wanted - drawn(run);
        if (missing <= 0) {
            return 0;
        }
        List<Long> chosen = choose(run, rows, (int) missing, seed(run));
        transactions.executeWithoutResult(status -> {
            for (int from = 0; from < chosen.size(); from += BATCH) {
                List<Object[]> page = chosen.subList(from, Math.min(chosen.size(), from + BATCH)).stream()
                        .map(id -> new Object[] {id})
                        .toList();
                jdbc.batchUpdate("update ledger_work set pilot = true where row_id = ?", page);
            }
        });
        return chosen.size();
    }

    /** Those with the smallest lots, which depend on seed and place of a row alone: a larger pilot has a smaller one in it. */
    private List<Long> choose(RunRecord run, RowRange rows, int wanted, long seed) {
        PriorityQueue<Lot> lowest = new PriorityQueue<>(Comparator.reverseOrder());
        jdbc.query(
                "select row_id, number from ledger_work where run_no = ? and state = 'P' and number between ? and ?"
                        + " and attempt = 1 and sends = 0 and not pilot",
                rs -> {
                    lowest.add(new Lot(new SplittableRandom(seed + rs.getLong(2)).nextLong(), rs.getLong(1)));
                    if (lowest.size() > wanted) {
                        lowest.poll();
                    }
                },
                run.number(),
                rows.from(),
                rows.to());
        return lowest.stream().sorted().map(Lot::rowId).toList();
    }

    /** What a row drew. */
    private record Lot(long lot, long rowId) implements Comparable<Lot> {

        @Override
        public int compareTo(Lot other) {
            return Comparator.comparingLong(Lot::lot).thenComparing(Lot::rowId).compare(this, other);
        }
    }

    /** What each row took that was drawn and has ended, all of its attempts together. */
    public List<Taken> taken(RunRecord run) {
        return jdbc.query(
                "select sum(a.credits), sum(a.duration_ms) from ledger_work w join ledger_answer a on a.row_id = w.row_id"
                        + " where w.run_no = ? and w.pilot and w.state in ('C', 'N', 'F') group by w.row_id",
                (rs, i) -> new Taken(rs.getLong(1), rs.getLong(2)),
                run.number());
    }
}
