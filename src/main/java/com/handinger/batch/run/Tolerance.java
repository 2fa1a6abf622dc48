package com.handinger.batch.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows may end badly.
 *
 * @param number rows, or percent of all selected rows
 */
public record Tolerance(double number, boolean percent) {

    /** No row may. */
    public static final Tolerance NONE = new Tolerance(0, false);

    private static final double HUNDRED = 100;
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(%)?");

    /**
     * From {@code N} or {@code N%}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Tolerance parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (matcher.matches()) {
            boolean percent = matcher.group(2) != null;
            double number = Double.parseDouble(matcher.group(1));
            if (percent ? number <= HUNDRED : number == Math.rint(number)) {
                return new Tolerance(number, percent);
            }
        }
        throw new IllegalArgumentException(
                "--tolerate takes a number of rows (5) or a share of them (2.5%), and not \"" + text + "\"");
    }

    /** Whether {@code bad} of {@code selected} rows are still fine. */
    boolean covers(long bad, long selected) {
        return bad <= (percent ? selected * number / HUNDRED : number);
    }
}
