package com.handinger.batch.cli;

import java.util.regex.Pattern;

/** Words of commands that are shown to be pasted into a shell. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /** The word, quoted where a POSIX shell needs it. */
    static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
