package com.handinger.batch.report;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Records as JSON: snake_case names in the order in which they are declared. */
final class SummaryJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    private SummaryJson() {}

    static String line(Record value) {
        return JSON.writeValueAsString(value);
    }

    /** A page with the figures of an audit; null when it is not a summary. */
    static @Nullable String amended(String page, Audit audit, long spent, long surplusTurns) {
        try {
            if (JSON.readTree(page) instanceof ObjectNode summary
                    && summary.get("credits") instanceof ObjectNode credits) {
                credits.put("spent", spent);
                summary.put("surplus_turns", surplusTurns);
                summary.set("audit", JSON.valueToTree(audit));
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n";
            }
            return null;
        } catch (JacksonException edited) {
            return null;
        }
    }

    /** A page with what became of files; null when it is not a summary. */
    static @Nullable String amended(String page, Downloads downloads) {
        try {
            if (JSON.readTree(page) instanceof ObjectNode summary && summary.has("run_id")) {
                summary.set("downloads", JSON.valueToTree(downloads));
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n";
            }
            return null;
        } catch (JacksonException edited) {
            return null;
        }
    }

    static String page(Record value) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
