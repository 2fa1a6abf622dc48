package com.handinger.batch.progress;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Says that something which may take long goes on: after 10 s, and then every 30 s. Times are nanoseconds of one
 * monotonic clock. For one thread.
 */
public final class Lengthy {

    private static final long FIRST = Duration.ofSeconds(10).toNanos();
    private static final long NEXT = Duration.ofSeconds(30).toNanos();

    private final Consumer<String> voice;
    private final String what;
    private final long began;
    private long due;

    /**
     * Begins.
     *
     * @param what is done, such as {@code Loading rows.csv}
     */
    public Lengthy(Consumer<String> voice, String what, long now) {
        this.voice = voice;
        this.what = what;
        began = now;
        due = now + FIRST;
    }

    /** Time passes. */
    public void tick(long now) {
        tick(now, 0, "");
    }

    /**
     * The same with how far it is.
     *
     * @param count of what is done
     * @param unit of one, such as {@code row}
     */
    public void tick(long now, long count, String unit) {
        if (now - due >= 0) {
            due = now + NEXT;
            voice.accept(what + ": " + (unit.isEmpty() ? "" : Counted.of(count, unit) + " after ")
                    + Duration.ofNanos(now - began).toSeconds() + " s");
        }
    }
}
