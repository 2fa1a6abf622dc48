package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.CaseTable.Case;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Structured output fits its schema, by the judgement of a real validator: see schemas.yaml. */
class SpecimenTableTest {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    static Stream<Case> table() {
        return CaseTable.cases("schemas.yaml");
    }

    @ParameterizedTest
    @MethodSource("table")
    void fits(Case row) {
        JsonNode schema = row.get("schema");
        assertThat(SchemaRules.problems(schema)).isEmpty();
        for (int seed = 0; seed < 40; seed++) {
            JsonNode made = new Specimen(schema, Dice.of(seed), "Is the sky “blue” over 東京 🐕 today?").make();
            assertThat(REGISTRY.getSchema(schema).validate(made))
                    .as(made.toString())
                    .isEmpty();
            assertThat(new Specimen(schema, Dice.of(seed), "Is the sky “blue” over 東京 🐕 today?").make())
                    .isEqualTo(made);
        }
    }
}
