package com.handinger.batch.jobfile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * What keeps a schema from being stored as an output schema: it describes no object, or it holds what JSON Schema
 * Draft-07 does not know. Places are JSON pointers.
 */
final class SchemaFaults {

    private static final Set<String> TYPES =
            Set.of("array", "boolean", "integer", "null", "number", "object", "string");

    /** What stands behind a keyword. */
    private enum Kind {
        ANY(""),
        TEXT("a text"),
        NAMES("a list of texts"),
        LIST("a list"),
        VALUES("a list of values, not empty"),
        COUNT("a whole number from 0 on"),
        NUMBER("a number"),
        POSITIVE("a number above 0"),
        FLAG("true or false"),
        TYPE("one of array, boolean, integer, null, number, object, string, or a list of them"),
        REGEX("a regular expression"),
        REFERENCE("\"#\", or \"#/\" and the place of a schema in this one, such as \"#/definitions/name\""),
        DIALECT("\"http://json-schema.org/draft-07/schema#\", or nothing"),
        SCHEMA("a schema: a mapping, true or false"),
        SCHEMAS("a list of schemas, not empty"),
        SCHEMA_OR_LIST("a schema, or a list of schemas"),
        MAP("a mapping of schemas"),
        REGEX_MAP("a mapping of schemas by regular expressions"),
        DEPENDENCIES("a mapping of schemas or lists of texts");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final Map<String, Kind> KEYWORDS = keywords();

    private final JsonNode root;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, JsonNode> schemas = new LinkedHashMap<>();

    private SchemaFaults(JsonNode root) {
        this.root = root;
    }

    static List<Fault> of(JsonNode schema) {
        SchemaFaults found = new SchemaFaults(schema);
        if (!schema.isObject() || !schema.path("type").asString("").equals("object")) {
            found.faults.add(
                    new Fault("a schema that describes no object", "write \"type\": \"object\" at its top level"));
        }
        found.walk(schema, "");
        if (found.faults.isEmpty()) {
            found.loops();
        }
        return found.faults;
    }

    private void loops() {
        SchemaLoops loops = new SchemaLoops(root);
        schemas.forEach((place, schema) -> {
            if (loops.at(schema)) {
                faults.add(new Fault(
                        (place.isEmpty() ? "/" : place) + ": a schema that leads back to itself for the same value",
                        "lead $ref to a schema of a part of the value"));
            }
        });
    }

    private static Map<String, Kind> keywords() {
        Map<String, Kind> known = new HashMap<>();
        put(known, Kind.ANY, "const", "default");
        put(
                known,
                Kind.TEXT,
                "$comment",
                "$id",
                "contentEncoding",
                "contentMediaType",
                "description",
                "format",
                "title");
        put(known, Kind.NAMES, "required");
        put(known, Kind.LIST, "examples");
        put(known, Kind.VALUES, "enum");
        put(known, Kind.COUNT, "maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties");
        put(known, Kind.NUMBER, "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum");
        put(known, Kind.POSITIVE, "multipleOf");
        put(known, Kind.FLAG, "readOnly", "uniqueItems", "writeOnly");
        put(known, Kind.TYPE, "type");
        put(known, Kind.REGEX, "pattern");
        put(known, Kind.REFERENCE, "$ref");
        put(known, Kind.DIALECT, "$schema");
        put(known, Kind.SCHEMA, "additionalItems", "additionalProperties", "contains", "else", "if", "not");
        put(known, Kind.SCHEMA, "propertyNames", "then");
        put(known, Kind.SCHEMAS, "allOf", "anyOf", "oneOf");
        put(known, Kind.SCHEMA_OR_LIST, "items");
        put(known, Kind.MAP, "definitions", "properties");
        put(known, Kind.REGEX_MAP, "patternProperties");
        put(known, Kind.DEPENDENCIES, "dependencies");
        return Map.copyOf(known);
    }

    private static void put(Map<String, Kind> known, Kind kind, String... keywords) {
        for (String keyword : keywords) {
            known.put(keyword, kind);
        }
    }

    private void walk(JsonNode schema, String place) {
        if (schema.isObject()) {
            schemas.put(place, schema);
            schema.properties().forEach(member -> keyword(member, place));
        }
    }

    private void keyword(Map.Entry<String, JsonNode> member, String place) {
        String name = member.getKey();
        String at = below(place, name);
        Kind kind = KEYWORDS.get(name);
        if (kind == null) {
            String nearest = name.equals("$defs") ? "definitions" : Nearest.of(name, new TreeSet<>(KEYWORDS.keySet()));
            faults.add(new Fault(
                    at + ": unknown keyword",
                    "accepted: the keywords of JSON Schema Draft-07"
                            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?")));
        } else if (name.equals("$id") && !place.isEmpty()) {
            faults.add(new Fault(
                    at + ": an id inside of the schema", "remove it; $ref takes a place such as #/definitions/x"));
        } else if (!fits(kind, member.getValue())) {
            faults.add(new Fault(at + ": found " + shown(member.getValue()), "accepted: " + kind.words));
        } else {
            descend(kind, member.getValue(), at);
        }
    }

    private boolean fits(Kind kind, JsonNode value) {
        return switch (kind) {
            case ANY -> true;
            case TEXT -> value.isString();
            case NAMES -> names(value);
            case LIST -> value.isArray();
            case VALUES -> value.isArray() && !value.isEmpty();
            case COUNT, NUMBER, POSITIVE -> number(kind, value);
            case FLAG -> value.isBoolean();
            case TYPE, REGEX, REFERENCE, DIALECT -> word(kind, value);
            default -> schemas(kind, value);
        };
    }

    private static boolean names(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
    }

    private static boolean number(Kind kind, JsonNode value) {
        if (!value.isNumber()) {
            return false;
        }
        BigDecimal number = value.decimalValue();
        return switch (kind) {
            case COUNT -> number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0;
            case POSITIVE -> number.signum() > 0;
            default -> true;
        };
    }

    private boolean word(Kind kind, JsonNode value) {
        if (kind == Kind.TYPE && value.isArray()) {
            return !value.isEmpty() && value.valueStream().allMatch(type -> TYPES.contains(type.asString("")));
        }
        if (!value.isString()) {
            return false;
        }
        String text = value.stringValue();
        return switch (kind) {
            case TYPE -> TYPES.contains(text);
            case REGEX -> regex(text);
            case REFERENCE -> leadsToSchema(text);
            default -> text.matches("https?://json-schema\\.org/draft-07/schema#?");
        };
    }

    private boolean leadsToSchema(String reference) {
        if (reference.equals("#")) {
            return true;
        }
        if (!reference.startsWith("#/") || reference.contains("%")) {
            return false;
        }
        JsonNode target = root.at(JsonPointer.compile(reference.substring(1)));
        return target.isObject() || target.isBoolean();
    }

    private static boolean regex(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException wrong) {
            return false;
        }
    }

    private static boolean schemas(Kind kind, JsonNode value) {
        return switch (kind) {
            case SCHEMA -> schema(value);
            case SCHEMAS ->
                value.isArray() && !value.isEmpty() && value.valueStream().allMatch(SchemaFaults::schema);
            case SCHEMA_OR_LIST ->
                schema(value) || (value.isArray() && value.valueStream().allMatch(SchemaFaults::schema));
            case REGEX_MAP ->
                value.isObject()
                        && value.propertyStream().allMatch(part -> regex(part.getKey()) && schema(part.getValue()));
            case DEPENDENCIES -> value.isObject() && value.valueStream().allMatch(part -> schema(part) || names(part));
            default -> value.isObject() && value.valueStream().allMatch(SchemaFaults::schema);
        };
    }

    private static boolean schema(JsonNode value) {
        return value.isObject() || value.isBoolean();
    }

    private void descend(Kind kind, JsonNode value, String at) {
        switch (kind) {
            case SCHEMA, SCHEMAS, SCHEMA_OR_LIST, MAP, REGEX_MAP, DEPENDENCIES -> {
                if (value.isArray()) {
                    for (int i = 0; i < value.size(); i++) {
                        walk(value.path(i), at + "/" + i);
                    }
                } else if (kind == Kind.SCHEMA || kind == Kind.SCHEMA_OR_LIST) {
                    walk(value, at);
                } else {
                    value.properties().forEach(part -> walk(part.getValue(), below(at, part.getKey())));
                }
            }
            default -> {}
        }
    }

    private static String below(String place, String name) {
        return place + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
