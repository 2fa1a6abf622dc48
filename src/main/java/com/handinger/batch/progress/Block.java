package com.handinger.batch.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Draws how a start stands, as the lines of a block: a function of the figures and the size alone. It has as many lines
 * whatever happens, so that it stays where it is; what does not fit into the width is left out from the end of a line.
 */
record Block(int columns, int rows, boolean colour) {

    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String BETWEEN = " | ";
    private static final int WIDEST_BAR = 60;
    private static final int NARROWEST_BAR = 8;
    private static final int HUNDRED = 100;
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** How many columns a line takes. */
    static int width(String line) {
        String text = CODES.matcher(line).replaceAll("");
        return text.codePointCount(0, text.length());
    }

    List<String> lines(Figures figures) {
        List<String> lines = List.of(
                rowLine(figures),
                underWay(figures),
                pace(figures),
                money(figures.moment().credits()),
                waiting(figures));
        return lines.subList(0, Math.max(1, Math.min(lines.size(), rows - 1)));
    }

    /** One column less than there are: a terminal may wrap a line that fills its last one. */
    private int room() {
        return Math.max(1, columns - 1);
    }

    private String rowLine(Figures figures) {
        String count = grouped(figures.done()) + "/" + grouped(figures.total()) + " rows";
        String head = figures.name() + " ";
        String tail = " " + percent(figures) + "%  " + count;
        int bar = Math.min(WIDEST_BAR, room() - head.length() - tail.length() - 2);
        if (bar < NARROWEST_BAR) {
            return cut(count + " " + percent(figures) + "% " + figures.name());
        }
        int full = figures.total() == 0 ? 0 : (int) (bar * figures.done() / figures.total());
        return head + "[" + paint(GREEN, "#".repeat(full)) + "-".repeat(bar - full) + "]" + tail;
    }

    private static long percent(Figures figures) {
        return figures.total() == 0 ? HUNDRED : HUNDRED * figures.done() / figures.total();
    }

    private String underWay(Figures figures) {
        List<String> parts = new ArrayList<>();
        parts.add(figures.moment().inFlight() + " in flight");
        if (figures.moment().inDoubt() > 0) {
            parts.add(figures.moment().inDoubt() + " in doubt");
        }
        parts.add(bad(figures));
        return joined(parts);
    }

    private String pace(Figures figures) {
        List<String> parts = new ArrayList<>();
        parts.add(time(figures));
        Double pace = figures.pace();
        if (pace != null) {
            parts.add(rate(pace) + " tasks/min");
        }
        Figures.Times times = figures.times();
        if (times != null) {
            parts.add("task p50 " + time(times.p50()) + ", p95 " + time(times.p95()));
        }
        return joined(parts);
    }

    private static String time(Figures figures) {
        if (figures.done() >= figures.total()) {
            return "nothing left";
        }
        TimeLeft left = figures.left();
        return left == null ? "time left: not known yet" : left.text() + " left";
    }

    private String bad(Figures figures) {
        StringBuilder text = new StringBuilder().append(figures.failed()).append(" failed");
        if (figures.unusable() > 0) {
            text.append(", ").append(figures.unusable()).append(" unusable");
        }
        if (figures.rejected() > 0) {
            text.append(", ").append(figures.rejected()).append(" rejected");
        }
        return figures.failed() + figures.unusable() > 0 ? paint(RED, text.toString()) : text.toString();
    }

    private String money(Moment.Credits credits) {
        Long limit = credits.limit();
        return cut("credits: " + grouped(credits.spent()) + " spent"
                + (credits.reserved() == 0 ? "" : ", " + grouped(credits.reserved()) + " reserved")
                + (limit == null ? "" : " of " + grouped(limit)));
    }

    private String waiting(Figures figures) {
        Stillness still = figures.moment().still();
        return still == null ? "" : paint(YELLOW, cut("waiting: " + still.words()));
    }

    /** As many of the parts as fit; of the first one as much as fits. */
    private String joined(List<String> parts) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String part : parts) {
            int more = width(part) + (used == 0 ? 0 : BETWEEN.length());
            if (used + more > room()) {
                return used == 0 ? cut(CODES.matcher(part).replaceAll("")) : line.toString();
            }
            line.append(used == 0 ? "" : BETWEEN).append(part);
            used += more;
        }
        return line.toString();
    }

    private String cut(String text) {
        if (text.codePointCount(0, text.length()) <= room()) {
            return text;
        }
        String more = room() > NARROWEST_BAR ? ".." : "";
        return text.substring(0, text.offsetByCodePoints(0, room() - more.length())) + more;
    }

    private String paint(String code, String text) {
        return !colour || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String rate(double perMinute) {
        return String.format(Locale.ROOT, perMinute < 100 ? "%.1f" : "%,.0f", perMinute);
    }

    static String time(long milliseconds) {
        if (milliseconds < SECOND) {
            return milliseconds + " ms";
        }
        if (milliseconds < MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", milliseconds / (double) SECOND);
        }
        if (milliseconds < HOUR) {
            return milliseconds / MINUTE + " min " + milliseconds % MINUTE / SECOND + " s";
        }
        return milliseconds / HOUR + " h " + milliseconds % HOUR / MINUTE + " min";
    }
}
