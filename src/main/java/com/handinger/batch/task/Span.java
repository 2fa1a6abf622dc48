package com.handinger.batch.task;

import java.time.Duration;
import java.util.StringJoiner;

/** A length of time for people, in the notation of the job file. */
public final class Span {

    private Span() {}

    /** Such as {@code 2h}, {@code 1m 30s} or {@code 250ms}; parts of a second only below one. */
    public static String text(Duration span) {
        if (span.compareTo(Duration.ofSeconds(1)) < 0) {
            return span.toMillis() + "ms";
        }
        StringJoiner parts = new StringJoiner(" ");
        add(parts, span.toDays(), "d");
        add(parts, span.toHoursPart(), "h");
        add(parts, span.toMinutesPart(), "m");
        add(parts, span.toSecondsPart(), "s");
        return parts.toString();
    }

    private static void add(StringJoiner parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + unit);
        }
    }
}
