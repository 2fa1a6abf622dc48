package com.handinger.batch.report;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Words and numbers inside drawings. */
final class Svg {

    private static final double MINUTE = TimeUnit.MINUTES.toSeconds(1);
    private static final double HOUR = TimeUnit.HOURS.toSeconds(1);
    private static final double DAY = TimeUnit.DAYS.toSeconds(1);
    private static final double MILLION = 1e6;

    private Svg() {}

    /** The beginning of a drawing that can be read aloud. */
    static String begin(String id, int width, int height, String title, String description) {
        return "<svg viewBox=\"0 0 " + width + " " + height + "\" role=\"img\" aria-labelledby=\"" + id + "-t " + id
                + "-d\"><title id=\"" + id + "-t\">" + text(title) + "</title><desc id=\"" + id + "-d\">"
                + text(description) + "</desc>";
    }

    /** The beginning of the table that has a drawing's figures, up to the words of its first column. */
    static String table(String title) {
        String name = text(title) + " as a table";
        return "<details><summary>" + name
                + "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + name
                + "\"><table><thead><tr><th scope=\"col\">";
    }

    /** Text between tags and in attributes. */
    static String text(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A coordinate. */
    static String at(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A count with groups of digits. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A value of an axis. */
    static String number(double value) {
        if (value >= MILLION) {
            return String.format(Locale.ROOT, "%.1fM", value / MILLION);
        }
        return value == Math.rint(value) ? count((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    /** A length of time. */
    static String seconds(double seconds) {
        if (seconds < MINUTE) {
            return seconds >= 10 || seconds == Math.rint(seconds)
                    ? Math.round(seconds) + " s"
                    : String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < HOUR) {
            return two(seconds, MINUTE, "min", 1, "s");
        }
        return seconds < DAY ? two(seconds, HOUR, "h", MINUTE, "min") : two(seconds, DAY, "d", HOUR, "h");
    }

    /** Milliseconds. */
    static String millis(long millis) {
        return millis < TimeUnit.SECONDS.toMillis(1) ? millis + " ms" : seconds(millis / 1000.0);
    }

    private static String two(double seconds, double large, String name, double small, String smallName) {
        long whole = (long) (seconds / large);
        long rest = (long) ((seconds - whole * large) / small);
        return whole + " " + name + (rest == 0 ? "" : " " + rest + " " + smallName);
    }
}
