package com.handinger.batch.progress;

import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what settles in a start. Times are nanoseconds of one monotonic clock. For one thread. */
public final class Tally {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MARK_EVERY = 2 * SECOND;
    private static final long LATE = 60 * SECOND;
    /** Rows that end in a shorter time tell of luck, and of no pace; nanoseconds. */
    public static final long TELLING = 5 * SECOND;

    private static final double SECONDS_PER_MINUTE = 60;
    /** The times of so many tasks are kept. */
    private static final int LATEST = 1024;

    private final String name;
    private final long total;
    private final long began;
    private final Map<RowState, Long> counts = new EnumMap<>(RowState.class);
    private final long[] times = new long[LATEST];
    private final Deque<Mark> marks = new ArrayDeque<>();

    private long before;
    private long seen;
    private long paused;
    private long timed;

    private record Mark(long at, long settled) {}

    /**
     * Begins to count.
     *
     * @param name of the job
     * @param total rows that this start has selected, and others that it follows since they are under way
     * @param settled how many of the selected ones had ended before, by state
     */
    public Tally(String name, long total, Map<RowState, Long> settled, long now) {
        this.name = name;
        this.total = total;
        settled.forEach((state, count) -> {
            if (state.settled()) {
                counts.put(state, count);
                before += count;
            }
        });
        began = now;
        seen = now;
        marks.add(new Mark(now, 0));
    }

    /**
     * A row has settled.
     *
     * @param milliseconds that its task took; 0 when nobody knows
     */
    public void settled(RowState state, long milliseconds) {
        counts.merge(state, 1L, Long::sum);
        if (milliseconds > 0) {
            times[(int) (timed++ % LATEST)] = milliseconds;
        }
    }

    /** Rows that have settled since this start began. */
    public long settledNow() {
        return done() - before;
    }

    private long done() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private long count(RowState state) {
        return counts.getOrDefault(state, 0L);
    }

    /** How it stands now. */
    Figures figures(long time, Moment moment) {
        boolean pause = pause(moment);
        long now = active(time, pause);
        long settled = settledNow();
        double pace = (double) settled / seconds(now - began);
        double late = late(now, settled);
        Figures.Times half = times();
        return new Figures(
                name,
                total,
                done(),
                count(RowState.COMPLETED),
                count(RowState.FAILED),
                count(RowState.UNUSABLE),
                count(RowState.REJECTED),
                settled == 0 || now - began < TELLING ? null : Double.valueOf(late * SECONDS_PER_MINUTE),
                half,
                pause ? null : TimeLeft.of(total - done(), settled, pace, late, half == null ? 0 : half.p95()),
                moment);
    }

    /** Whether nothing goes on, and nobody knows when it will. */
    private static boolean pause(Moment moment) {
        Stillness still = moment.still();
        return still != null && still.pause() && moment.inFlight() == 0;
    }

    /** The time without that in which the server was away, or nothing but rows in doubt was left to look at. */
    private long active(long now, boolean pause) {
        if (pause) {
            paused += now - seen;
        }
        seen = now;
        return now - paused;
    }

    /** Rows a second over the last minute; a shorter time is taken from the beginning on. */
    private double late(long now, long settled) {
        if (now - last().at >= MARK_EVERY) {
            marks.add(new Mark(now, settled));
        }
        while (marks.size() > 1 && now - second().at >= LATE) {
            marks.remove();
        }
        Mark from = marks.element();
        return (double) (settled - from.settled) / seconds(now - from.at);
    }

    private Mark last() {
        return marks.getLast();
    }

    private Mark second() {
        return marks.stream().skip(1).findFirst().orElseThrow();
    }

    private static double seconds(long nanos) {
        return Math.max(1, nanos) / (double) SECOND;
    }

    private Figures.@Nullable Times times() {
        int known = (int) Math.min(timed, LATEST);
        if (known == 0) {
            return null;
        }
        long[] sorted = Arrays.copyOf(times, known);
        Arrays.sort(sorted);
        return new Figures.Times(at(sorted, 0.50), at(sorted, 0.95));
    }

    private static long at(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
