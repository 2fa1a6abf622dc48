package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerFigures.Example;
import com.handinger.batch.ledger.LedgerFigures.Extreme;
import com.handinger.batch.ledger.LedgerFigures.Failure;
import com.handinger.batch.ledger.LedgerFigures.Share;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts rows as they go by: what a report says of them, without a second look at the ledger. For one thread. */
public final class Tally {

    private static final int STEPS = 40;
    private static final int STEPS_PER_POWER = 4;
    private static final int FIRST_ROOM = 1024;
    private static final int LONGEST_KEY = 400;

    private final Map<RowState, Sum> states = new EnumMap<>(RowState.class);
    private final Map<String, Reason> reasons = new TreeMap<>();
    private final Top slowest = new Top(Comparator.comparingLong(Extreme::durationMs));
    private final Top dearest = new Top(Comparator.comparingLong(Extreme::credits));
    private long[] durations = new long[FIRST_ROOM];
    private int measured;
    private long schedules;
    private boolean sorted;

    private static final class Sum {

        private long rows;
        private long credits;

        private void add(long cost) {
            rows++;
            credits += cost;
        }
    }

    private static final class Reason {

        private final RowState state;
        private final String kind;
        private final Sum sum = new Sum();
        private final List<Example> examples = new ArrayList<>();

        Reason(RowState state, String kind) {
            this.state = state;
            this.kind = kind;
        }
    }

    /** The highest few. */
    private static final class Top {

        private final Comparator<Extreme> order;
        private final PriorityQueue<Extreme> rows;

        Top(Comparator<Extreme> by) {
            order = by.thenComparing(Comparator.comparingLong(Extreme::row).reversed());
            rows = new PriorityQueue<>(order);
        }

        private void offer(Extreme row) {
            rows.add(row);
            if (rows.size() > ReportFacts.EXTREMES) {
                rows.remove();
            }
        }

        private List<Extreme> list() {
            return rows.stream().sorted(order.reversed()).toList();
        }
    }

    void accept(LedgerRow row) {
        if (!row.state().settled()) {
            return;
        }
        Answer answer = row.answer();
        long credits = answer == null ? 0 : answer.credits();
        long millis = answer == null ? 0 : answer.durationMs();
        states.computeIfAbsent(row.state(), state -> new Sum()).add(credits);
        schedules += row.scheduleWorker() == null || row.state() != RowState.COMPLETED ? 0 : 1;
        if (row.state() != RowState.COMPLETED) {
            reason(row, credits);
        } else if (millis > 0) {
            measure(millis);
        }
        Extreme extreme = new Extreme(row.number(), shortened(row.key()), row.state(), millis, credits);
        if (millis > 0) {
            slowest.offer(extreme);
        }
        if (credits > 0) {
            dearest.offer(extreme);
        }
    }

    private static @Nullable String shortened(@Nullable String key) {
        return key == null || key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "…";
    }

    private void reason(LedgerRow row, long credits) {
        RowError error = row.error();
        String kind = error == null ? "" : error.kind();
        Reason reason = reasons.computeIfAbsent(row.state() + " " + kind, words -> new Reason(row.state(), kind));
        reason.sum.add(credits);
        if (reason.examples.size() < ReportFacts.EXAMPLES) {
            String message = error == null ? "" : error.message();
            reason.examples.add(new Example(row.number(), shortened(row.key()), String.valueOf(shortened(message))));
        }
    }

    private void measure(long millis) {
        if (measured == durations.length) {
            durations = Arrays.copyOf(durations, 2 * measured);
        }
        durations[measured++] = millis;
        sorted = false;
    }

    /** Ended rows by state. */
    public List<Share> shares() {
        return states.entrySet().stream()
                .map(entry -> new Share(entry.getKey(), entry.getValue().rows, entry.getValue().credits))
                .toList();
    }

    /** The most frequent reasons first. */
    public List<Failure> failures() {
        return reasons.values().stream()
                .sorted(Comparator.comparingLong((Reason reason) -> -reason.sum.rows))
                .limit(ReportFacts.FAILURES)
                .map(reason -> new Failure(
                        reason.state, reason.kind, reason.sum.rows, reason.sum.credits, List.copyOf(reason.examples)))
                .toList();
    }

    /** Rows that became schedules. */
    public long schedules() {
        return schedules;
    }

    /** The slowest rows first. */
    public List<Extreme> slowest() {
        return slowest.list();
    }

    /** The dearest rows first. */
    public List<Extreme> dearest() {
        return dearest.list();
    }

    /**
     * Milliseconds within which so large a part of the completed tasks ended; null without any.
     *
     * @param share from 0 to 1
     */
    public @Nullable Long percentile(double share) {
        if (measured == 0) {
            return null;
        }
        if (!sorted) {
            Arrays.sort(durations, 0, measured);
            sorted = true;
        }
        return durations[Math.max(0, (int) Math.ceil(share * measured) - 1)];
    }

    /** How many completed tasks took about how long: for the step {@code i} from 10^(i/4) ms up to the next step. */
    public List<Long> durations() {
        long[] steps = new long[STEPS];
        for (int i = 0; i < measured; i++) {
            int step = (int) Math.floor(STEPS_PER_POWER * Math.log10((double) durations[i]) + 1e-6);
            steps[Math.min(STEPS - 1, Math.max(0, step))]++;
        }
        return Arrays.stream(steps).boxed().toList();
    }
}
