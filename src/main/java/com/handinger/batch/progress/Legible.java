package com.handinger.batch.progress;

import java.util.regex.Pattern;

/** Text of rows and servers on its way to a terminal, which takes some characters for orders. */
public final class Legible {

    /** Control characters of both sets and those that turn the direction of writing, but no line end and no tab. */
    private static final Pattern ORDERS =
            Pattern.compile("[\\x00-\\x1F\\x7F-\\x{9F}\\u202A-\\u202E\\u2066-\\u2069&&[^\\n\\t]]");

    private static final String INSTEAD = "\uFFFD";

    private Legible() {}

    /** The text with a replacement character for each order. */
    public static String of(String text) {
        return ORDERS.matcher(text).replaceAll(INSTEAD);
    }
}
