package com.handinger.batch.api;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an answer says to people: one line, without markup, never with the key. */
final class AnswerText {

    private static final int LONGEST = 300;
    /** Enough for the message, however much markup stands in front of it. */
    private static final int EXAMINED = 8 << 10;

    private static final Pattern UNSEEN =
            Pattern.compile("(?is)<(script|style|head)\\b.*?(</\\1\\s*>|$)|<!--.*?(-->|$)");
    private static final Pattern MARKUP = Pattern.compile("<[^>]{0,2000}>?");
    private static final Pattern BLANK = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\s\\x{FFFD}]+");

    private final @Nullable String key;

    AnswerText(@Nullable String key) {
        this.key = key == null || key.isEmpty() ? null : key;
    }

    /** The text of {@code error}, else what the body reads like; empty when it says nothing. */
    String of(@Nullable JsonNode tree, byte[] body) {
        if (tree != null && tree.isObject()) {
            JsonNode error = tree.path("error");
            JsonNode text = error.isObject() ? error.path("message") : error;
            if (text.isString() && !text.stringValue().isBlank()) {
                return line(text.stringValue());
            }
        }
        String raw = new String(body, 0, Math.min(body.length, EXAMINED), StandardCharsets.UTF_8);
        return line(
                tree != null
                        ? raw
                        : MARKUP.matcher(UNSEEN.matcher(raw).replaceAll(" ")).replaceAll(" "));
    }

    /** One line of at most 300 characters, with the key blacked out. */
    String line(String text) {
        String open = key == null ? text : text.replace(key, "***");
        String line = BLANK.matcher(open).replaceAll(" ").strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return line.substring(0, end) + "…";
    }
}
