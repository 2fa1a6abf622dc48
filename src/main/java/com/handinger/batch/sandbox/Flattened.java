package com.handinger.batch.sandbox;

import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema without references and combinations: {@code allOf} merged, the first branch of {@code anyOf} and {@code oneOf}. */
final class Flattened {

    private static final int MOST_REFERENCES = 32;

    private final JsonNode root;

    Flattened(JsonNode root) {
        this.root = root;
    }

    /** A copy; empty, which allows everything, for what is no schema object. */
    ObjectNode of(JsonNode schema) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merge(merged, schema, 0);
        return merged;
    }

    private void merge(ObjectNode merged, JsonNode schema, int references) {
        if (references > MOST_REFERENCES) {
            return;
        }
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            merge(merged, resolve(reference), references + 1);
            return; // Draft-07: members beside $ref do not count
        }
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            switch (member.getKey()) {
                case "allOf" -> member.getValue().forEach(part -> merge(merged, part, references + 1));
                case "anyOf", "oneOf" -> merge(merged, member.getValue().path(0), references + 1);
                case "properties" -> merged.withObjectProperty("properties").setAll((ObjectNode) member.getValue());
                case "required" -> member.getValue().forEach(merged.withArrayProperty("required")::add);
                default -> merged.set(member.getKey(), member.getValue());
            }
        }
    }

    private JsonNode resolve(String reference) {
        if (!reference.startsWith("#")) {
            return root.path("no such member");
        }
        String pointer = reference.substring(1);
        return pointer.isEmpty() || pointer.startsWith("/")
                ? root.at(JsonPointer.compile(pointer))
                : root.path("no such member");
    }
}
