package com.handinger.batch.cli;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes API keys and webhook tokens out of what is printed, since somebody may type one where it does not belong.
 *
 * @param key the key of the environment; empty without one
 */
record Redaction(String key) {

    private static final Pattern KEY_LIKE = Pattern.compile("(hdg|whk)_[A-Za-z0-9_-]{8,}", Pattern.CASE_INSENSITIVE);
    private static final int SHORTEST = 8;

    static Redaction of(Map<String, String> environment) {
        return new Redaction(environment.getOrDefault("HANDINGER_API_KEY", "").strip());
    }

    /** The text without a key in it. */
    String of(String text) {
        String known = key.length() < SHORTEST ? text : text.replace(key, "hdg_***");
        return KEY_LIKE.matcher(known).replaceAll("$1_***");
    }
}
