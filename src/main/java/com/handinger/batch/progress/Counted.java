package com.handinger.batch.progress;

import java.util.Locale;

/** A number with its noun or unit, for people: one row, and two rows. */
public final class Counted {

    private static final int KILO = 1000;
    private static final String UNITS = "kMGT";

    private Counted() {}

    /** Such as {@code 1 row} or {@code 2 rows}. */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /** The same for what takes more than an s, such as {@code 1 row is} and {@code 2 rows are}. */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    /** Such as {@code 999 B}, {@code 1.5 kB} or {@code 112.0 MB}, by thousands. */
    public static String bytes(long count) {
        if (count < KILO) {
            return count + " B";
        }
        double size = count;
        int unit = -1;
        while (size >= KILO && unit < UNITS.length() - 1) {
            size /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", size, UNITS.charAt(unit));
    }
}
