package com.handinger.batch.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Workers that exist without having been created, so that sample jobs run as they are. */
final class DemoWorkers {

    private static final String FACT_CHECK = """
            {"type": "object", "additionalProperties": false, "required": ["verdict", "confidence", "explanation"],
             "properties": {
               "verdict": {"type": "string", "enum": ["true", "false", "mixed", "unproven"]},
               "confidence": {"type": "number", "minimum": 0, "maximum": 1},
               "explanation": {"type": "string", "minLength": 1}}}
            """;

    private static final String TRIAGE = """
            {"type": "object", "additionalProperties": false, "required": ["category", "priority", "reply"],
             "properties": {
               "category": {"type": "string", "enum": ["billing", "bug", "how-to", "account", "other"]},
               "priority": {"type": "string", "enum": ["low", "normal", "high", "urgent"]},
               "reply": {"type": "string", "minLength": 1}}}
            """;

    private static final Map<String, JsonNode> SCHEMAS = schemas();

    private DemoWorkers() {}

    /** The demo worker of this id; null when the id does not look like a worker's. */
    static @Nullable Template find(String id) {
        if (!id.startsWith("wrk_") || id.length() == "wrk_".length()) {
            return null;
        }
        return new Template(
                id,
                0,
                "Demo worker " + id.substring("wrk_".length()),
                "A worker of the sandbox.",
                "Answer the message.",
                SCHEMAS.get(id),
                "public",
                null,
                0,
                0);
    }

    private static Map<String, JsonNode> schemas() {
        JsonMapper mapper = JsonMapper.shared();
        return Map.of(
                "wrk_demo-fact-check", mapper.readTree(FACT_CHECK),
                "wrk_demo-triage", mapper.readTree(TRIAGE));
    }
}
