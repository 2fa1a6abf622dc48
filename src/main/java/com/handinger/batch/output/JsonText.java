package com.handinger.batch.output;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** JSON text without a tree in between, so that each number keeps the digits it was written with. */
final class JsonText {

    // What is read here stands in the ledger already: a limit would only lose a row.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * One value of an object.
     *
     * @param quoted whether the value is a string
     * @param text the characters of a string; the JSON of anything else
     */
    record Value(boolean quoted, String text) {

        /** As the text of a cell: a string without quotes, empty for null, else its JSON. */
        String cell() {
            return !quoted && text.equals("null") ? "" : text;
        }
    }

    /** One object on one line. */
    static String object(Consumer<JsonGenerator> members) {
        StringWriter line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return line.toString();
    }

    /** JSON on one line. Outside of strings a line break means nothing; inside it cannot stand. */
    static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }

    /** Writes a value under a name. */
    static void write(JsonGenerator json, String name, Value value) {
        json.writeName(name);
        if (value.quoted()) {
            json.writeString(value.text());
        } else {
            json.writeRawValue(value.text());
        }
    }

    /** The top-level values of an object in their order, the last one of a repeated name; none for anything else. */
    static Map<String, Value> members(String object) {
        Map<String, Value> members = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), object)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return members;
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                members.put(name, value(json, object));
            }
        }
        return members;
    }

    private static Value value(JsonParser json, String object) {
        JsonToken token = json.currentToken();
        if (token == null || !token.isStructStart()) {
            return new Value(token == JsonToken.VALUE_STRING, json.getString());
        }
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        int end = (int) json.currentLocation().getCharOffset();
        return new Value(false, oneLine(object.substring(start, end)));
    }
}
