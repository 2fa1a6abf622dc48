package com.handinger.batch.run;

import com.handinger.batch.progress.Lengthy;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps the writing of the result files within the grace of a stop: the next start can write them as well. */
final class FinishTime {

    /** What small runs need is always granted. */
    private static final long LEAST = Duration.ofSeconds(1).toNanos();

    private final Duration grace;
    private @Nullable StopSwitch stop;
    private @Nullable Lengthy writing;
    private long began;

    FinishTime(Duration grace) {
        this.grace = grace;
    }

    /** The time of the drain is over before that of the files begins. */
    static Duration drain(Duration grace) {
        return grace.minus(grace.dividedBy(4));
    }

    /** The files were not finished in time; each of them is as it was. */
    static final class Over extends IOException {

        private static final long serialVersionUID = 1L;

        Over(Duration grace) {
            super("the result files were not written anew, since --grace is over after " + grace.toMillis()
                    + " ms; the next start writes them");
        }
    }

    /**
     * From here on files are written.
     *
     * @param told now and then that it goes on
     */
    void begin(StopSwitch asked, Lengthy told, long now) {
        stop = asked;
        writing = told;
        began = now;
    }

    /** Between two pages of rows. */
    void check(long now) throws Over {
        if (writing != null) {
            writing.tick(now);
        }
        if (stop != null && now - began >= LEAST && stop.overdue(grace, now)) {
            throw new Over(grace);
        }
    }
}
