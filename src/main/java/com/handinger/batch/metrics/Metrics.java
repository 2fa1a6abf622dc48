package com.handinger.batch.metrics;

import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells machines how a start stands: every 15 s, and a last time when it has ended. Nothing that happens here stops or
 * delays the start, but for a bounded while at its end. Does nothing, and loads nothing, when nobody wants to be told.
 * For one thread.
 */
public final class Metrics {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final MetricsPlan plan;
    private final String job;
    private final Complaints complaints;
    private final Duration interval;
    private @Nullable Exporter exporter;
    private @Nullable Reading last;
    private @Nullable Run run;
    private boolean silent;
    /** Of the parts of the start that are over; each counts from 0. */
    private Reading.Requests counted = Reading.Requests.NONE;

    /**
     * Sends nothing yet.
     *
     * @param job its name
     * @param warn told once of each place that figures do not get to; from any thread
     */
    public Metrics(MetricsPlan plan, String job, Consumer<String> warn) {
        this(plan, job, warn, INTERVAL);
    }

    Metrics(MetricsPlan plan, String job, Consumer<String> warn, Duration interval) {
        this.plan = plan;
        this.job = job;
        this.interval = interval;
        complaints = new Complaints(warn);
    }

    /**
     * A run.
     *
     * @param server its identity
     * @param left whether it has rows that are left to do, so that its end is news
     * @param lastSuccess when a start of the job that had rows to do last ended with exit code 0; null when none did
     */
    public record Run(
            String id,
            String server,
            String version,
            boolean left,
            @Nullable Instant lastSuccess) {

        private @Nullable Instant success(int exitCode, Instant now) {
            return exitCode == 0 && left ? now : lastSuccess;
        }
    }

    /** Whether anybody is told. */
    public boolean wanted() {
        return !silent && !plan.nowhere();
    }

    /** This start is no news: what the last one told stays. */
    public void silence() {
        silent = true;
    }

    /**
     * The start works on this run from now on. A start that settles rows before it takes over a changed input begins
     * twice: what was shown last counts on.
     *
     * @param reading how it stands before anything was done
     */
    public void began(Run begun, Reading reading, Instant now) {
        if (wanted()) {
            run = begun;
            counted = last == null ? counted : last.requests();
            boolean first = exporter == null;
            Exporter all = exporter(now);
            all.meters().run(begun.id(), begun.server(), begun.version());
            all.meters().succeeded(begun.lastSuccess());
            show(reading);
            if (first) {
                all.begin(interval);
            }
        }
    }

    /** How it stands now. */
    public void show(Reading reading) {
        if (exporter != null) {
            last = reading.behind(counted);
            exporter.meters().show(last);
        }
    }

    /**
     * A row has settled.
     *
     * @param milliseconds that its task took; 0 when nobody knows
     */
    public void settled(RowState state, long milliseconds) {
        if (exporter != null && milliseconds > 0) {
            exporter.meters().settled(state, milliseconds);
        }
    }

    /**
     * The start has ended, or has been refused. Waits until everybody was told, or until patience is over.
     *
     * @param reading null when it was refused
     */
    public void ended(int exitCode, @Nullable Reading reading, Instant now, Duration patience) {
        if (wanted()) {
            Exporter all = exporter(now);
            if (reading != null) {
                show(reading.tasks() == null && last != null ? reading.after(last) : reading);
            }
            all.meters().ended(exitCode, now);
            all.meters().succeeded(run == null ? null : run.success(exitCode, now));
            all.end(patience);
        }
    }

    private Exporter exporter(Instant now) {
        if (exporter == null) {
            exporter = new Exporter(plan, job, complaints, now);
        }
        return exporter;
    }
}
