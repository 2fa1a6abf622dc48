package com.handinger.batch.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Numbers, times and long texts as a report says them. */
final class ReportWords {

    private static final int LONGEST_MESSAGE = 400;

    private ReportWords() {}

    /** So many of them. */
    static String counted(long count, String noun) {
        return Svg.count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Per cent. */
    static String share(long part, long whole) {
        return whole == 0 ? "0%" : tenth(100.0 * part / whole) + "%";
    }

    /** With a tenth where there is one. */
    static String tenth(double value) {
        return Svg.number(Math.round(value * 10) / 10.0);
    }

    /** A time of ISO 8601, to the second. */
    static String moment(String iso) {
        return Instant.parse(iso)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", " UTC");
    }

    /** The beginning of a long text. */
    static String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_MESSAGE
                ? String.valueOf(text)
                : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
