package com.handinger.batch.jobfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Finds schemas that lead back to themselves for one and the same value: no check of them would ever end. */
final class SchemaLoops {

    private static final List<String> SAME_VALUE = List.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

    private final JsonNode root;
    private final Set<JsonNode> under = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JsonNode> fine = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param root without other faults */
    SchemaLoops(JsonNode root) {
        this.root = root;
    }

    /** Whether the schema leads back to itself. */
    boolean at(JsonNode schema) {
        if (!schema.isObject() || fine.contains(schema)) {
            return false;
        }
        if (!under.add(schema)) {
            return true;
        }
        boolean loop = next(schema).stream().anyMatch(this::at);
        under.remove(schema);
        if (!loop) {
            fine.add(schema);
        }
        return loop;
    }

    private List<JsonNode> next(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            return List.of(root.at(JsonPointer.compile(reference.substring(1))));
        }
        List<JsonNode> next = new ArrayList<>();
        for (String name : SAME_VALUE) {
            JsonNode part = schema.path(name);
            if (part.isArray()) {
                part.forEach(next::add);
            } else {
                next.add(part);
            }
        }
        schema.path("dependencies").forEach(next::add);
        return next;
    }
}
