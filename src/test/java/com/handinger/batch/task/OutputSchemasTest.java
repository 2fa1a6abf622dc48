package com.handinger.batch.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Which structured outputs are usable, and in which words they are not: {@code task/outputs.yaml}. */
class OutputSchemasTest {

    private final Locale before = Locale.getDefault();

    /** Result files are the same on every machine. */
    @BeforeEach
    void anotherLanguage() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void back() {
        Locale.setDefault(before);
    }

    record Row(Map<?, ?> data) {

        String text(String name) {
            return String.valueOf(data.get(name));
        }

        @Override
        public String toString() {
            return text("id") + ": " + text("reason");
        }
    }

    static Stream<Row> rows() {
        InputStream in = OutputSchemasTest.class.getResourceAsStream("/task/outputs.yaml");
        Object tree = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
        return ((List<?>) tree).stream().map(row -> new Row((Map<?, ?>) row));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void judges(Row row) {
        OutputSchemas schemas = new OutputSchemas(Map.of("wrk_1", row.text("schema")));
        String output = row.data.get("output") == null ? null : row.text("output");
        String says = row.data.get("says") == null ? null : row.text("says");
        assertThat(schemas.fault("wrk_1", output)).isEqualTo(says);
        assertThat(schemas.fault("wrk_1", output)).as("the second time").isEqualTo(says);
    }

    /** The name of a schema is of no account here, whatever it is. */
    @Test
    void idAtTheTopIsLeftAlone() {
        OutputSchemas schemas = new OutputSchemas(Map.of("wrk_1", "{\"$id\":\"no uri ^\",\"type\":\"object\"}"));
        assertThat(schemas.fault("wrk_1", "{}")).isNull();
    }

    @Test
    void otherWorkersAreNotChecked() {
        OutputSchemas schemas = new OutputSchemas(Map.of("wrk_1", "{\"type\":\"object\",\"required\":[\"a\"]}"));
        assertThat(schemas.fault("wrk_2", "{}")).isNull();
        assertThat(schemas.fault("wrk_2", null)).isNull();
    }
}
