package com.handinger.batch.task;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks structured outputs against the schema of their worker, always with the same words for the same output. Loads
 * the validator. For one thread.
 */
public final class OutputSchemas implements OutputCheck {

    private static final int SHOWN = 3;
    private static final int LONGEST = 160;
    private static final int LONGEST_NUMBER = 10_000;

    private final Map<String, Schema> schemas = new HashMap<>();
    private final JsonMapper json;

    /**
     * Makes ready: what is wrong with a schema shows before anything is paid for.
     *
     * @param schemas JSON Schemas of Draft-07 by the id of their worker
     * @throws IllegalArgumentException when one cannot be used
     */
    public OutputSchemas(Map<String, String> schemas) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(LONGEST_NUMBER)
                .build();
        json = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        schemas.forEach((worker, schema) -> this.schemas.put(worker, compiled(schema)));
    }

    private Schema compiled(String text) {
        // The base texts: those of another language would depend on the machine.
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().locale(Locale.ROOT).build();
        try {
            JsonNode tree = json.readTree(text);
            if (tree instanceof ObjectNode top) {
                // The name of the schema elsewhere; its references stay within it.
                top.remove("$id");
            }
            Schema schema = SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_7, registry -> registry.schemaRegistryConfig(config))
                    .getSchema(tree);
            schema.validate(json.createObjectNode());
            return schema;
        } catch (RuntimeException unusable) {
            throw new IllegalArgumentException(unusable.getMessage(), unusable);
        }
    }

    @Override
    public @Nullable String fault(String workerId, @Nullable String structuredOutput) {
        Schema schema = schemas.get(workerId);
        if (schema == null) {
            return null;
        }
        if (structuredOutput == null) {
            return "the task completed without a structured output, and the job has an output schema";
        }
        List<Error> errors = schema.validate(json.readTree(structuredOutput));
        return errors.isEmpty() ? null : "the structured output does not fit the output schema: " + words(errors);
    }

    private static String words(List<Error> errors) {
        StringJoiner words = new StringJoiner("; ");
        for (Error error : errors.subList(0, Math.min(SHOWN, errors.size()))) {
            String place = error.getInstanceLocation().toString();
            String text = (place.isEmpty() ? "" : place + ": ") + error.getMessage();
            words.add(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
        }
        return words + (errors.size() > SHOWN ? "; and " + (errors.size() - SHOWN) + " more" : "");
    }
}
