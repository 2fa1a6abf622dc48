package com.handinger.batch.run;

/**
 * How many rows may end badly.
 *
 * @param number rows, or percent of all selected rows
 */
public record Tolerance(double number, boolean percent) {

    /** No row may. */
    public static final Tolerance NONE = new Tolerance(0, false);

    private static final double HUNDRED = 100;

    /**
     * From {@code N} or {@code N%}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Tolerance parse(String text) {
        boolean percent = text.endsWith("%");
        try {
            double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
            boolean whole = number == Math.rint(number);
            if (number >= 0 && (percent ? number <= HUNDRED : whole)) {
                return new Tolerance(number, percent);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(fault(text), e);
        }
        throw new IllegalArgumentException(fault(text));
    }

    private static String fault(String text) {
        return "--tolerate takes a number of rows (5) or a share of them (2.5%), and not \"" + text + "\"";
    }

    /** Whether {@code bad} of {@code selected} rows are still fine. */
    boolean covers(long bad, long selected) {
        return bad <= (percent ? selected * number / HUNDRED : number);
    }
}
