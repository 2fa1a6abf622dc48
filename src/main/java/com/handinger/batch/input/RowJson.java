package com.handinger.batch.input;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The columns of a row as JSON. A value is a {@link String}, {@link Boolean}, {@link JsonNumber}, {@link List},
 * {@link Map} or null; Jackson's own tree would rewrite numbers such as {@code 1e7}.
 */
final class RowJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RowJson() {}

    /** A text that is not one JSON object. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    static Map<String, @Nullable Object> parse(String text) throws MalformedException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedException("a JSON object is needed, but this is " + described(first));
            }
            Map<String, @Nullable Object> members = object(parser);
            if (another(parser)) {
                throw new MalformedException("more than one JSON value on the line; write one object per line");
            }
            return members;
        } catch (JacksonException e) {
            throw new MalformedException("invalid JSON at column "
                    + e.getLocation().getColumnNr() + ": " + JsonSlip.of(e.getOriginalMessage()));
        }
    }

    private static boolean another(JsonParser parser) throws MalformedException {
        try {
            return parser.nextToken() != null;
        } catch (JacksonException e) {
            throw new MalformedException(
                    "invalid JSON at column " + e.getLocation().getColumnNr()
                            + ": text behind the object; write one object on each line and nothing else");
        }
    }

    private static String described(@Nullable JsonToken token) {
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_ARRAY -> "an array; write one object on each line, without [ ] around them";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_NULL -> "null";
            default -> "a boolean";
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws MalformedException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName());
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static @Nullable Object value(JsonParser parser) throws MalformedException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
            default -> whole(parser.getString());
        };
    }

    private static List<@Nullable Object> array(JsonParser parser) throws MalformedException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    /** An escaped half of a surrogate pair is valid JSON but cannot be written as UTF-8 later on. */
    private static String whole(String text) throws MalformedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            throw new MalformedException(String.format("holds \\u%04x, half of a character; remove it", (int) c));
        }
        return text;
    }

    /** Compact JSON, members in their own order. */
    static String text(@Nullable Object value) {
        return written(value, false);
    }

    /** Whether the compact text of this object is the canonical one already: flat, with its members in order. */
    static boolean sorted(Map<String, @Nullable Object> members) {
        String last = "";
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            Object value = member.getValue();
            if (last.compareTo(member.getKey()) > 0 || value instanceof Map || value instanceof List) {
                return false;
            }
            last = member.getKey();
        }
        return true;
    }

    /** Compact JSON, members of each object sorted by the UTF-16 units of their names. */
    static String canonical(@Nullable Object value) {
        return written(value, true);
    }

    private static String written(@Nullable Object value, boolean sorted) {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(out, value, sorted);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value, boolean sorted) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            (sorted ? new TreeMap<>(members) : members).forEach((name, member) -> {
                out.writeName(String.valueOf(name));
                write(out, member, sorted);
            });
            out.writeEndObject();
        } else if (value instanceof List<?> elements) {
            out.writeStartArray();
            elements.forEach(element -> write(out, element, sorted));
            out.writeEndArray();
        } else if (value instanceof JsonNumber number) {
            out.writeNumber(number.text());
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else {
            out.writeString(value.toString());
        }
    }

    /** The member of that very name, else the value at that dotted path; null when absent or JSON null. */
    static @Nullable Object at(Map<String, @Nullable Object> columns, String name) {
        if (columns.containsKey(name)) {
            return columns.get(name);
        }
        Object value = columns;
        for (String step : name.split("\\.", -1)) {
            if (!(value instanceof Map<?, ?> members)) {
                return null;
            }
            value = members.get(step);
        }
        return value;
    }
}
