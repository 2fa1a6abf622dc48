package com.handinger.batch.progress;

import java.time.Duration;

/**
 * Nothing is sent, for a reason. Immutable.
 *
 * @param reason the same word as long as the same thing is waited for
 * @param words for people: what, and until when
 * @param nanos for how long nothing was sent
 * @param pause whether it says nothing of the pace: it comes once, and passes
 */
public record Stillness(String reason, String words, long nanos, boolean pause) {

    boolean longerThan(Duration time) {
        return nanos >= time.toNanos();
    }
}
