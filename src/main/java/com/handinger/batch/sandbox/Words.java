package com.handinger.batch.sandbox;

import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.node.ObjectNode;

/** Text values for schemas of type {@code string}. */
final class Words {

    private static final int SHORT = 40;
    private static final int TRIES = 50;

    private final Dice dice;
    private final String topic;

    Words(Dice dice, String topic) {
        this.dice = dice;
        this.topic = topic;
    }

    /** Fits length, pattern and format where they can be met together; the pattern comes before the length. */
    String fitting(ObjectNode schema) {
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String pattern = schema.path("pattern").asString("");
        if (!pattern.isEmpty()) {
            return matching(pattern, least, most);
        }
        String format = schema.path("format").asString("");
        return format.isEmpty() ? sized(least, most) : formatted(format, least, most);
    }

    private String sized(int least, int most) {
        String text = most < SHORT ? Prose.excerpt(topic, Math.max(1, most)) : Prose.sentence(dice, topic);
        StringBuilder padded = new StringBuilder(Prose.excerpt(text, Math.max(1, most)));
        while (padded.codePointCount(0, padded.length()) < least) {
            padded.append(" and so on".charAt(padded.length() % 10));
        }
        return most == 0 ? "" : padded.toString();
    }

    private String matching(String pattern, int least, int most) {
        String plain = sized(least, most);
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.matcher(plain).find()) {
                return plain;
            }
            String made = plain;
            for (int i = 0; i < TRIES; i++) {
                made = new PatternText(pattern, dice).make();
                if (made.length() >= least
                        && made.length() <= most
                        && compiled.matcher(made).find()) {
                    return made;
                }
            }
            return made;
        } catch (PatternSyntaxException | UnsupportedOperationException tooClever) {
            return plain;
        }
    }

    private String formatted(String format, int least, int most) {
        int day = 1 + dice.below(28);
        Map<String, String> examples = Map.of(
                "date-time", "2026-07-%02dT08:30:00Z".formatted(day),
                "date", "2026-07-%02d".formatted(day),
                "time", "08:30:%02dZ".formatted(day),
                "email", "person%d@example.org".formatted(day),
                "uri", "https://example.org/page-%d".formatted(day),
                "hostname", "host-%d.example.org".formatted(day),
                "ipv4", "192.0.2.%d".formatted(day),
                "ipv6", "2001:db8::%d".formatted(day),
                "uuid", UUID.nameUUIDFromBytes(new byte[] {(byte) day}).toString());
        String example = examples.get(format);
        return example == null ? sized(least, most) : example;
    }
}
