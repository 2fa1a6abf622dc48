package com.handinger.batch.output;

import java.util.regex.Pattern;

/** The text of one CSV cell, before quoting. */
final class Cell {

    private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Cell() {}

    /**
     * The text that is written. NUL, at which many readers stop, becomes U+FFFD. Unless raw, a text that a spreadsheet
     * would take for a formula gets a {@code '} in front; a plain number, which it would not, stays as it is.
     */
    static String text(String text, boolean raw) {
        String clean = text.replace('\0', '\uFFFD');
        return raw || !formula(clean) ? clean : "'" + clean;
    }

    private static boolean formula(String text) {
        return !text.isEmpty()
                && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0
                && !PLAIN_NUMBER.matcher(text).matches();
    }
}
