package com.handinger.batch.progress;

import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what settles and says so every 30 s; sooner when nothing was sent for 10 s, and when what is waited for changes
 * after that, but then never more often than every 10 s. Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class ProgressLog {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final double SECONDS_PER_MINUTE = 60;

    private final Console console;
    private final long total;
    private final long began;
    private final Map<RowState, Long> counts = new EnumMap<>(RowState.class);

    private long before;
    private long credits;
    private long lastLine;
    private long lastChange;
    private String lastReason = "";
    private boolean saidOnce;

    /**
     * Begins to count.
     *
     * @param total rows that this start has selected
     * @param settled how many of them had ended before, by state
     * @param credits spent before
     */
    public ProgressLog(Console console, long total, Map<RowState, Long> settled, long credits, long now) {
        this.console = console;
        this.total = total;
        this.credits = credits;
        settled.forEach((state, count) -> {
            if (state.settled()) {
                counts.put(state, count);
                before += count;
            }
        });
        began = now;
        lastLine = now;
        lastChange = now;
    }

    /** A row has settled. */
    public void settled(RowState state, long cost) {
        counts.merge(state, 1L, Long::sum);
        credits += cost;
    }

    /** Rows that have settled since this start began. */
    public long settledNow() {
        return done() - before;
    }

    /**
     * Time passes.
     *
     * @param underWay rows that have not settled, for people
     * @param still why nothing is sent; null when nothing is in its way
     */
    public void tick(long now, String underWay, @Nullable Stillness still) {
        Stillness shown = still != null && still.longerThan(SHORTEST) ? still : null;
        String reason = shown == null ? "" : shown.reason();
        if (due(now, reason)) {
            lastChange = reason.equals(lastReason) ? lastChange : now;
            lastReason = reason;
            lastLine = now;
            console.say(line(now, underWay) + (shown == null ? "" : "; waiting: " + shown.words()));
        }
    }

    private boolean due(long now, String reason) {
        boolean changed = !reason.equals(lastReason) && now - lastChange >= SHORTEST.toNanos();
        return changed || now - lastLine >= INTERVAL.toNanos();
    }

    /** Says the first of these at once, and no other. */
    public void once(String line) {
        if (!saidOnce) {
            saidOnce = true;
            console.say(line);
        }
    }

    /** How it stands, as one line. */
    public String line(long now, String underWay) {
        long settled = settledNow();
        double minutes =
                Math.max(1, now - began) / (double) Duration.ofMinutes(1).toNanos();
        StringBuilder line =
                new StringBuilder().append(done()).append('/').append(total).append(" rows done");
        append(line, RowState.FAILED, "failed");
        append(line, RowState.UNUSABLE, "unusable");
        append(line, RowState.REJECTED, "rejected");
        line.append(", ").append(underWay).append(", ").append(credits).append(" credits");
        if (settled > 0) {
            double pace = settled / minutes;
            line.append(String.format(Locale.ROOT, ", %.1f rows/min", pace));
            long seconds = Math.round((total - done()) / pace * SECONDS_PER_MINUTE);
            if (seconds > 0) {
                line.append(", about ").append(span(seconds)).append(" left");
            }
        }
        return line.toString();
    }

    private static String span(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0 ? left.toMinutes() + " min " + left.toSecondsPart() + " s" : seconds + " s";
    }

    private void append(StringBuilder line, RowState state, String word) {
        long count = counts.getOrDefault(state, 0L);
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(word);
        }
    }

    private long done() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
