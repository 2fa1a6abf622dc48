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

/**
 * Checks structured outputs against the schema of their worker, always with the same words for the same output. The
 * validator is loaded when the first output comes. For one thread.
 */
public final class OutputSchemas implements OutputCheck {

    private static final int SHOWN = 3;
    private static final int LONGEST = 160;
    private static final int LONGEST_NUMBER = 10_000;

    private final Map<String, String> schemas;
    private final Map<String, Schema> compiled = new HashMap<>();
    private @Nullable JsonMapper json;

    /** @param schemas JSON Schemas of Draft-07 by the id of their worker */
    public OutputSchemas(Map<String, String> schemas) {
        this.schemas = Map.copyOf(schemas);
    }

    @Override
    public @Nullable String fault(String workerId, @Nullable String structuredOutput) {
        String schema = schemas.get(workerId);
        if (schema == null) {
            return null;
        }
        if (structuredOutput == null) {
            return "the task completed without a structured output, and the job has an output schema";
        }
        List<Error> errors =
                compiled.computeIfAbsent(workerId, id -> compile(schema)).validate(json().readTree(structuredOutput));
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

    private Schema compile(String schema) {
        // The base texts: those of another language would depend on the machine.
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().locale(Locale.ROOT).build();
        JsonNode tree = json().readTree(schema);
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_7, registry -> registry.schemaRegistryConfig(config))
                .getSchema(tree);
    }

    private JsonMapper json() {
        JsonMapper made = json;
        if (made == null) {
            StreamReadConstraints limits = StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build();
            made = JsonMapper.builder(
                            JsonFactory.builder().streamReadConstraints(limits).build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();
            json = made;
        }
        return made;
    }
}
