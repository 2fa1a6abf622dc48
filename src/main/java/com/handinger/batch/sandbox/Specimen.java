package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value that fits a JSON Schema of Draft-07. Honours types, {@code const}, {@code enum}, bounds, lengths, simple patterns,
 * common formats, {@code required}, local {@code $ref}, {@code allOf} and the first branch of {@code anyOf} and
 * {@code oneOf}; knows nothing of {@code not}, {@code if}, {@code contains} and {@code dependencies}.
 */
final class Specimen {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 4;
    private static final int BOTTOM = 24;
    private static final int TRIES = 20;

    private final JsonNode root;
    private final Dice dice;
    private final Words words;

    Specimen(JsonNode root, Dice dice, String topic) {
        this.root = root;
        this.dice = dice;
        this.words = new Words(dice, topic);
    }

    JsonNode make() {
        return make(root, 0);
    }

    private JsonNode make(JsonNode raw, int depth) {
        ObjectNode schema = new Flattened(root).of(raw);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").path(dice.below(schema.path("enum").size()));
        }
        if (depth > BOTTOM) {
            return NODES.nullNode();
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" ->
                NODES.numberNode(new NumberRange(schema, 0).draw(dice).toBigInteger());
            case "number" -> NODES.numberNode(new NumberRange(schema, 2).draw(dice));
            case "boolean" -> NODES.booleanNode(dice.unit() < 0.5);
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(words.fitting(schema));
        };
    }

    private static String type(ObjectNode schema) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            return type.stringValue();
        }
        for (JsonNode choice : type) {
            if (!choice.asString("").equals("null")) {
                return choice.asString("");
            }
        }
        if (type.size() > 0) {
            return "null";
        }
        return guessed(schema);
    }

    private static String guessed(ObjectNode schema) {
        if (schema.has("properties") || schema.has("required")) {
            return "object";
        }
        if (schema.has("items") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }

    private ObjectNode object(ObjectNode schema, int depth) {
        ObjectNode made = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if ((depth < DEEP && !property.getValue().isBoolean()) || required.contains(property.getKey())) {
                made.set(property.getKey(), make(property.getValue(), depth + 1));
            }
        }
        JsonNode others = schema.path("additionalProperties");
        for (String name : required) {
            if (!made.has(name)) {
                made.set(name, make(others, depth + 1));
            }
        }
        for (int i = 1; made.size() < schema.path("minProperties").asInt(0); i++) {
            made.set("item" + i, make(others, depth + 1));
        }
        return made;
    }

    private ArrayNode array(ObjectNode schema, int depth) {
        JsonNode items = schema.path("items");
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(Math.max(least, 3));
        int wanted = depth < DEEP ? 1 + dice.below(3) : 0;
        int count = Math.max(least, Math.min(most, items.isArray() ? items.size() : wanted));
        boolean unique = schema.path("uniqueItems").asBoolean(false);
        ArrayNode made = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            JsonNode item = items.isArray() && i < items.size() ? items.path(i) : items;
            JsonNode value = items.isArray() && i >= items.size() ? schema.path("additionalItems") : item;
            JsonNode next = unique ? unlike(made, value, depth) : make(value, depth + 1);
            if (next != null) {
                made.add(next);
            }
        }
        return made;
    }

    /** Null when no further value could be found. */
    private @Nullable JsonNode unlike(ArrayNode others, JsonNode schema, int depth) {
        for (int i = 0; i < TRIES * (1 + others.size()); i++) {
            JsonNode made = make(schema, depth + 1);
            if (others.valueStream().noneMatch(made::equals)) {
                return made;
            }
        }
        return null;
    }
}
