package com.handinger.batch.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how a start stands every 30 s; sooner when nothing was sent for 10 s, and when what is waited for changes after
 * that, but then never more often than every 10 s. Times are nanoseconds of one monotonic clock. For one thread.
 */
final class ProgressLog {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private long lastLine;
    private long lastChange;
    private String lastReason = "";

    ProgressLog(long now) {
        lastLine = now;
        lastChange = now;
    }

    /** Whether a line is due by now; asked once for each moment. */
    boolean due(long now, Figures figures) {
        Stillness shown = shown(figures);
        String reason = shown == null ? "" : shown.reason();
        boolean changed = !reason.equals(lastReason) && now - lastChange >= SHORTEST.toNanos();
        if (!changed && now - lastLine < INTERVAL.toNanos()) {
            return false;
        }
        lastChange = reason.equals(lastReason) ? lastChange : now;
        lastReason = reason;
        lastLine = now;
        return true;
    }

    private static @Nullable Stillness shown(Figures figures) {
        Stillness still = figures.moment().still();
        return still != null && still.longerThan(SHORTEST) ? still : null;
    }

    /** How it stands, as one line. */
    static String line(Figures figures) {
        StringBuilder line = new StringBuilder()
                .append(figures.done())
                .append('/')
                .append(figures.total())
                .append(" rows done");
        append(line, figures.failed(), "failed");
        append(line, figures.unusable(), "unusable");
        append(line, figures.rejected(), "rejected");
        line.append(", ")
                .append(figures.moment().underWay())
                .append(", ")
                .append(figures.moment().credits().text());
        Double pace = figures.pace();
        if (pace != null) {
            line.append(", ").append(Block.rate(pace)).append(" tasks/min");
        }
        Figures.Times times = figures.times();
        if (times != null) {
            line.append(", task p50 ")
                    .append(Block.time(times.p50()))
                    .append(" p95 ")
                    .append(Block.time(times.p95()));
        }
        TimeLeft left = figures.left();
        if (left != null) {
            line.append(", ").append(left.text()).append(" left");
        }
        Stillness shown = shown(figures);
        return line.append(shown == null ? "" : "; waiting: " + shown.words()).toString();
    }

    /** The same as an event. */
    static void note(Figures figures, Journal journal) {
        Figures.Times times = figures.times();
        Moment moment = figures.moment();
        Stillness shown = shown(figures);
        TimeLeft left = figures.left();
        journal.info(
                "progress",
                "done",
                figures.done(),
                "total",
                figures.total(),
                "failed",
                figures.failed(),
                "unusable",
                figures.unusable(),
                "rejected",
                figures.rejected(),
                "in_flight",
                moment.inFlight(),
                "in_doubt",
                moment.inDoubt(),
                "tasks_per_minute",
                figures.pace() == null ? null : Math.round(figures.pace() * 10) / 10.0,
                "task_p50_ms",
                times == null ? null : times.p50(),
                "task_p95_ms",
                times == null ? null : times.p95(),
                "credits_spent",
                moment.credits().spent(),
                "credits_reserved",
                moment.credits().reserved(),
                "credits_limit",
                moment.credits().limit(),
                "seconds_left_least",
                left == null ? null : left.least().toSeconds(),
                "seconds_left_most",
                left == null ? null : left.most().toSeconds(),
                "waiting",
                shown == null ? null : shown.words());
    }

    private static void append(StringBuilder line, long count, String word) {
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(word);
        }
    }
}
