package com.handinger.batch.progress;

import com.handinger.batch.task.RowState;
import java.time.Duration;

/**
 * What a person sees of a start while it runs: one block at the foot of a terminal, or a line now and then, or nothing.
 * Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class Progress {

    /** No more than five frames a second. */
    private static final long FRAME = Duration.ofMillis(200).toNanos();

    /** A wait that is shorter comes and goes too fast to be read. */
    private static final Duration LEGIBLE = Duration.ofSeconds(2);

    private final Console console;
    private final Tally tally;
    private final ProgressLog log;
    private long lastFrame;
    private boolean saidOnce;

    /** Begins. */
    public Progress(Console console, Tally tally, long now) {
        this.console = console;
        this.tally = tally;
        log = new ProgressLog(now);
        lastFrame = now - FRAME;
    }

    /**
     * A row has settled.
     *
     * @param milliseconds that its task took; 0 when nobody knows
     */
    public void settled(RowState state, long milliseconds) {
        tally.settled(state, milliseconds);
    }

    /** Rows that have settled since this start began. */
    public long settledNow() {
        return tally.settledNow();
    }

    /** Time passes. */
    public void tick(long now, Moment moment) {
        if (now - lastFrame < FRAME) {
            return;
        }
        lastFrame = now;
        Figures figures = tally.figures(now, moment);
        View view = console.voice().view();
        if (log.due(now, figures)) {
            Journal journal = console.journal();
            if (view != View.NONE || !journal.said()) {
                ProgressLog.note(figures, journal);
            }
            if (view == View.PLAIN && !journal.said()) {
                console.say(ProgressLog.line(figures));
            }
        }
        if (view == View.BAR) {
            console.show(legible(figures));
        }
    }

    private static Figures legible(Figures figures) {
        Stillness still = figures.moment().still();
        return still == null || still.longerThan(LEGIBLE) ? figures : figures.sending();
    }

    /** Says the first of these at once, and no other. */
    public void once(String line) {
        if (!saidOnce) {
            saidOnce = true;
            console.say(line);
        }
    }

    /** Nothing more is shown. */
    public void end() {
        console.unshow();
    }
}
