package com.handinger.batch.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a start will still take, as a range: from the faster of two paces (of the whole start, and of late) with the
 * luck that few rows may have had, to the slower one without it; and never less at most than one slow task takes.
 */
record TimeLeft(Duration least, Duration most) {

    private static final int FEWEST = 5;
    /** Of a normal distribution, 90% lie within so many standard deviations. */
    private static final double DEVIATIONS = 1.645;

    private static final double WIDEST = 0.7;
    private static final long STEP_SECONDS = 5;
    private static final long MINUTE = 60;
    private static final long IN_SECONDS = 90;
    private static final long HOUR = 60 * MINUTE;
    private static final long IN_MINUTES = 90 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long IN_HOURS = 2 * DAY;

    /**
     * Estimates.
     *
     * @param rows that are left
     * @param seen rows that settled in this start
     * @param pace rows a second since it began
     * @param late rows a second of late; 0 when none settled
     * @param slowTask milliseconds
     * @return null while too few rows have settled, or none is left
     */
    static @Nullable TimeLeft of(long rows, long seen, double pace, double late, long slowTask) {
        if (seen < FEWEST || rows <= 0 || pace <= 0) {
            return null;
        }
        double luck = Math.min(WIDEST, DEVIATIONS / Math.sqrt((double) seen));
        double fast = Math.max(pace, late) * (1 + luck);
        double slow = (late > 0 ? Math.min(pace, late) : pace) * (1 - luck);
        long most = Math.max(Math.round((double) rows / slow), slowTask / 1000);
        return new TimeLeft(Duration.ofSeconds(Math.round((double) rows / fast)), Duration.ofSeconds(most));
    }

    /** Such as {@code 4 to 9 min} or {@code about 2 h}. */
    String text() {
        String low = amount(least.toSeconds());
        String high = amount(most.toSeconds());
        if (low.equals(high)) {
            return "about " + high;
        }
        String unit = high.substring(high.lastIndexOf(' '));
        boolean same = low.endsWith(unit) && low.indexOf(' ') == low.lastIndexOf(' ');
        return (same ? low.substring(0, low.length() - unit.length()) : low) + " to " + high;
    }

    private static String amount(long seconds) {
        if (seconds < IN_SECONDS) {
            return Math.max(STEP_SECONDS, round(seconds, STEP_SECONDS) * STEP_SECONDS) + " s";
        }
        if (seconds < IN_MINUTES) {
            return round(seconds, MINUTE) + " min";
        }
        return seconds < IN_HOURS ? round(seconds, HOUR) + " h" : round(seconds, DAY) + " d";
    }

    private static long round(long seconds, long unit) {
        return (seconds + unit / 2) / unit;
    }
}
