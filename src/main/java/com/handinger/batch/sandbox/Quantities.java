package com.handinger.batch.sandbox;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with their unit, read from text. Every method throws {@link IllegalArgumentException}, which says what it takes. */
final class Quantities {

    static final String NONE = "none";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5})(/s|/m)?");
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,8})(B|KB|MB)?");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?)(%)?");
    private static final Pattern COUNT = Pattern.compile("-?\\d{1,18}");
    private static final int KILO = 1000;
    private static final int HUNDRED = 100;

    private Quantities() {}

    static Duration time(String text) {
        Matcher parts = match(TIME, text, "a time with its unit such as 500ms or 2s");
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    static @Nullable Duration timeOrNone(String text) {
        return text.equals(NONE) ? null : time(text);
    }

    static @Nullable Long countOrNone(String text) {
        return text.equals(NONE) ? null : Long.valueOf(count(text));
    }

    static long count(String text) {
        return Long.parseLong(match(COUNT, text, "a whole number").group());
    }

    /** From 0 to 1. */
    static double share(String text) {
        Matcher parts = match(SHARE, text.strip(), "a share such as 5% or 0.05");
        double number = Double.parseDouble(parts.group(1)) / (parts.group(2) == null ? 1 : HUNDRED);
        if (number > 1) {
            throw new IllegalArgumentException("\"" + text + "\" is more than all: a share is at most 100%.");
        }
        return number;
    }

    static int bytes(String text) {
        Matcher parts = match(SIZE, text, "a size such as 500KB or 8MB");
        String unit = parts.group(2) == null ? "B" : parts.group(2);
        long factor = unit.equals("MB") ? (long) KILO * KILO : unit.equals("KB") ? KILO : 1;
        long bytes = Long.parseLong(parts.group(1)) * factor;
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("\"" + text + "\" is too much: at most 2147MB.");
        }
        return (int) bytes;
    }

    static Limits rate(Limits limits, String text) {
        if (text.equals(NONE)) {
            return limits.withRequestsPerSecond(0);
        }
        Matcher parts = match(RATE, text, "requests per second such as 10, or per minute such as 600/m");
        Duration span = "/m".equals(parts.group(2)) ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        return limits.withRequests(Integer.parseInt(parts.group(1)), span);
    }

    /** As {@link #time} reads it. */
    static String text(@Nullable Duration time) {
        return time == null ? NONE : time.toMillis() + "ms";
    }

    static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private static Matcher match(Pattern pattern, String text, String what) {
        Matcher parts = pattern.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "\"%s\" is not %s.", text, what));
        }
        return parts;
    }
}
