package com.handinger.batch.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the API's objects leniently: unknown members are ignored, missing ones get their default, numbers may be whole
 * floats or digits in quotes. Null means: not such an object.
 */
final class AnswerReader {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final int LONGEST_NUMBER = 10_000;

    private final JsonMapper json;

    AnswerReader(long maxAnswerBytes) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxStringLength((int) Math.min(Integer.MAX_VALUE, maxAnswerBytes))
                .maxNumberLength(LONGEST_NUMBER)
                .build();
        this.json = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** The body as a tree; null when it is not JSON. */
    @Nullable
    JsonNode tree(byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            return tree == null || tree.isMissingNode() ? null : tree;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** The id of a WorkerTemplate. Older generations answered a task here, which says how it stands. */
    @Nullable
    String template(JsonNode tree) {
        String id = text(tree, "id");
        boolean task = tree.path("status").isString() || tree.path("running").isBoolean();
        return id.isEmpty() || task ? null : id;
    }

    /** A Worker object names itself by {@code id} or {@code object}, and says at least how it stands or what it found. */
    @Nullable
    WorkerAnswer worker(JsonNode tree) {
        boolean named = !text(tree, "id").isEmpty() || text(tree, "object").equals("worker");
        boolean telling = tree.path("status").isString()
                || tree.path("running").isBoolean()
                || tree.path("output_text").isString();
        if (!named || !telling) {
            return null;
        }
        return new WorkerAnswer(
                text(tree, "id"),
                text(tree, "status"),
                tree.path("running").isBoolean() && tree.path("running").booleanValue(),
                text(tree, "output_text"),
                object(tree, "structured_output"),
                array(tree, "sources"),
                array(tree, "files"),
                optionalWhole(tree.path("usage"), "credits"));
    }

    /** An object that names itself. */
    static @Nullable JsonNode named(JsonNode tree) {
        return text(tree, "id").isEmpty() ? null : tree;
    }

    /** An object with such a list. */
    static @Nullable JsonNode listing(JsonNode tree, String name) {
        return tree.path(name).isArray() ? tree : null;
    }

    /** An object that says by such a member whether it was done. */
    static @Nullable JsonNode telling(JsonNode tree, String name) {
        return tree.path(name).isBoolean() ? tree : null;
    }

    /** A Task in its {@code task} envelope; other members of the envelope do not matter. */
    @Nullable
    TaskRecord task(JsonNode tree) {
        JsonNode task = tree.path("task");
        if (text(task, "id").isEmpty() || !task.path("status").isString()) {
            return null;
        }
        JsonNode totals = task.path("totals");
        return new TaskRecord(
                text(task, "id"),
                text(task, "workerId"),
                TaskRecord.Status.of(text(task, "status")),
                whole(totals, "credits"),
                whole(totals, "durationMs"),
                count(totals, "turnCount"),
                text(task, "url"),
                optionalText(task, "createdAt"),
                optionalText(task, "completedAt"));
    }

    /** The turns in the order they ran, however the server lists them: callers know a turn by its place. */
    @Nullable
    List<TurnRecord> turns(JsonNode tree) {
        JsonNode items = tree.path("items");
        if (!items.isArray()) {
            return null;
        }
        List<TurnRecord> turns = new ArrayList<>();
        for (JsonNode item : items) {
            if (!item.isObject()) {
                return null;
            }
            turns.add(new TurnRecord(
                    text(item, "id"),
                    count(item, "seq"),
                    text(item, "status"),
                    text(item, "input"),
                    text(item, "outputText"),
                    object(item, "structuredOutput"),
                    array(item, "files"),
                    whole(item, "credits"),
                    whole(item, "durationMs")));
        }
        turns.sort(Comparator.comparingInt(TurnRecord::seq));
        return List.copyOf(turns);
    }

    private @Nullable String object(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        return node.isObject() ? json.writeValueAsString(node) : null;
    }

    private String array(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        return node.isArray() ? json.writeValueAsString(node) : "[]";
    }

    private static String text(JsonNode parent, String name) {
        String text = optionalText(parent, name);
        return text == null ? "" : text;
    }

    private static @Nullable String optionalText(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        return node.isString() ? node.stringValue() : null;
    }

    private static int count(JsonNode parent, String name) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole(parent, name)));
    }

    private static long whole(JsonNode parent, String name) {
        Long value = optionalWhole(parent, name);
        return value == null ? 0 : value;
    }

    /** Rounded up, so that a fraction of a credit is never lost. */
    private static @Nullable Long optionalWhole(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        BigDecimal number;
        if (node.isNumber()) {
            number = node.decimalValue();
        } else if (node.isString() && node.stringValue().strip().matches("-?\\d{1,30}(\\.\\d{1,30})?")) {
            number = new BigDecimal(node.stringValue().strip());
        } else {
            return null;
        }
        if (number.abs().compareTo(MOST) >= 0) {
            return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return number.scale() > LONGEST_NUMBER
                ? number.signum()
                : number.setScale(0, RoundingMode.CEILING).longValue();
    }
}
