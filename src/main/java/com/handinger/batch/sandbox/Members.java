package com.handinger.batch.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The members of a request body. Members nobody asks for are ignored. Every method throws {@link Refusal}. */
final class Members {

    private static final int BAD_REQUEST = 400;

    private final JsonNode body;
    private final int constraintCode;

    private Members(JsonNode body, int constraintCode) {
        this.body = body;
        this.constraintCode = constraintCode;
    }

    static Members read(byte[] body, int constraintCode) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw new Refusal(BAD_REQUEST, "The body is not valid JSON: " + e.getOriginalMessage());
        }
        if (!(node instanceof ObjectNode)) {
            throw new Refusal(BAD_REQUEST, "The body has to be a JSON object.");
        }
        return new Members(node, constraintCode);
    }

    boolean has(String name) {
        return body.has(name);
    }

    /** Null when absent. Lengths in characters. */
    @Nullable
    String text(String name, int least, int most) {
        if (!body.has(name)) {
            return null;
        }
        JsonNode value = body.path(name);
        if (!value.isString()) {
            throw violated(name + " has to be a string.");
        }
        String text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            String range = most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
            throw violated(name + " needs " + range + " characters, it has " + length + ".");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw violated(name + " holds half of a surrogate pair.");
        }
        return text;
    }

    String text(String name, int least, int most, String otherwise) {
        String text = text(name, least, most);
        return text == null ? otherwise : text;
    }

    String required(String name) {
        String text = text(name, 1, Integer.MAX_VALUE);
        if (text == null) {
            throw violated(name + " is missing.");
        }
        return text;
    }

    String choice(String name, List<String> choices, String otherwise) {
        String choice = text(name, 0, Integer.MAX_VALUE, otherwise);
        if (!choices.contains(choice)) {
            throw violated(name + " has to be one of " + String.join(", ", choices) + ", not \"" + choice + "\".");
        }
        return choice;
    }

    /** Null when absent or null. */
    @Nullable
    JsonNode outputSchema() {
        JsonNode schema = body.path("outputSchema");
        if (schema.isMissingNode() || schema.isNull()) {
            return null;
        }
        List<String> problems = SchemaRules.problems(schema);
        if (!problems.isEmpty()) {
            throw violated(String.join("; ", problems) + ".");
        }
        return schema;
    }

    Budget budget() {
        List<String> words = Arrays.stream(Budget.values()).map(Budget::word).toList();
        return Budget.named(choice("budget", words, Budget.STANDARD.word())).orElse(Budget.STANDARD);
    }

    /** A member that has to be there, as text of at least one character or as null. */
    @Nullable
    String nullable(String name, int most) {
        if (body.path(name).isNull()) {
            return null;
        }
        String text = text(name, 1, most);
        if (text == null) {
            throw violated(name + " is missing.");
        }
        return text;
    }

    long integer(String name, long least, long most) {
        JsonNode value = body.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw violated(name + " has to be an integer from " + least + " to " + most + ".");
        }
        return value.longValue();
    }

    Members object(String name) {
        if (!(body.path(name) instanceof ObjectNode object)) {
            throw violated(name + " has to be an object.");
        }
        return new Members(object, constraintCode);
    }

    Refusal violated(String message) {
        return new Refusal(constraintCode, message);
    }
}
