package com.handinger.batch.progress;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something that happened.
 *
 * @param fields by their stable names: text, numbers, booleans
 */
record Event(Instant at, Level level, String name, Map<String, Object> fields) {

    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

    /** Always with milliseconds, so that lines can be sorted and compared. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    enum Level {
        DEBUG,
        INFO,
        WARN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A line that somebody was told. */
    static String message(Instant at, String text) {
        return new Event(at, Level.INFO, "message", Map.of("message", text)).json();
    }

    private String time() {
        return TIME.format(at);
    }

    /** One line for people. */
    String text() {
        StringBuilder line = new StringBuilder(time())
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", level.word()))
                .append(' ')
                .append(name);
        fields.forEach((key, value) -> line.append(' ').append(key).append('=').append(shown(value)));
        return line.toString();
    }

    private static String shown(Object value) {
        String text = value.toString();
        return PLAIN.matcher(text).matches() ? text : Mapper.JSON.writeValueAsString(text);
    }

    /** One line for programs. */
    String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", time());
        members.put("level", level.word());
        members.put("event", name);
        members.putAll(fields);
        return Mapper.JSON.writeValueAsString(members);
    }

    /** Made only when it is needed. */
    private static final class Mapper {
        private static final JsonMapper JSON = JsonMapper.shared();
    }
}
