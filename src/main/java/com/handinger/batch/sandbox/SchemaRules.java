package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What an output schema has to look like to be stored: an object at the top, Draft-07 keywords throughout. */
final class SchemaRules {

    private static final Set<String> ONE_SCHEMA = Set.of(
            "additionalItems",
            "additionalProperties",
            "contains",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then");

    private static final Set<String> SCHEMA_LIST = Set.of("allOf", "anyOf", "items", "oneOf");

    private static final Set<String> SCHEMA_MAP =
            Set.of("$defs", "definitions", "dependencies", "patternProperties", "properties");

    private static final Set<String> PLAIN = Set.of(
            "$comment",
            "$id",
            "$ref",
            "$schema",
            "const",
            "contentEncoding",
            "contentMediaType",
            "default",
            "description",
            "enum",
            "examples",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "format",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "multipleOf",
            "pattern",
            "readOnly",
            "required",
            "title",
            "type",
            "uniqueItems",
            "writeOnly");

    private SchemaRules() {}

    /** All problems, each with its place; empty when the schema may be stored. */
    static List<String> problems(JsonNode schema) {
        List<String> problems = new ArrayList<>();
        if (!schema.path("type").asString("").equals("object")) {
            problems.add("outputSchema needs \"type\": \"object\" at its top");
        }
        walk(schema, "outputSchema", problems);
        return problems;
    }

    private static void walk(JsonNode schema, String place, List<String> problems) {
        if (schema.isBoolean()) {
            return;
        }
        if (!schema.isObject()) {
            problems.add(place + " has to be a schema, an object");
            return;
        }
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            keyword(member.getKey(), member.getValue(), place + "." + member.getKey(), problems);
        }
    }

    private static void keyword(String name, JsonNode value, String place, List<String> problems) {
        if (SCHEMA_LIST.contains(name) && value.isArray()) {
            value.forEach(part -> walk(part, place, problems));
        } else if (ONE_SCHEMA.contains(name)) {
            walk(value, place, problems);
        } else if (SCHEMA_MAP.contains(name) && value.isObject()) {
            value.propertyStream()
                    .filter(part -> !part.getValue().isArray())
                    .forEach(part -> walk(part.getValue(), place + "." + part.getKey(), problems));
        } else if (SCHEMA_LIST.contains(name)) {
            problems.add(place + " has to be a list of schemas");
        } else if (SCHEMA_MAP.contains(name)) {
            problems.add(place + " has to be an object of schemas");
        } else if (!PLAIN.contains(name)) {
            problems.add(place + " is not a keyword the service knows");
        }
    }
}
