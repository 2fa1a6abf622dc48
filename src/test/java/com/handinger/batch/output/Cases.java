package com.handinger.batch.output;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A behaviour table from {@code src/test/resources/output}: each case has an id and a reason. */
final class Cases {

    private Cases() {}

    /** One case, shown by its id. */
    record Case(Map<String, Object> fields) {

        String text(String name) {
            return Objects.requireNonNull(fields.get(name), name + " is missing")
                    .toString();
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(fields.get(name));
        }

        @SuppressWarnings("unchecked")
        <T> List<T> list(String name) {
            return (List<T>) Objects.requireNonNull(fields.getOrDefault(name, List.of()));
        }

        @Override
        public String toString() {
            return text("id") + ": " + text("reason");
        }
    }

    @SuppressWarnings("unchecked")
    static Stream<Case> of(String file) throws IOException {
        try (InputStream yaml = Cases.class.getResourceAsStream("/output/" + file)) {
            Object cases =
                    new Load(LoadSettings.builder().build()).loadFromInputStream(Objects.requireNonNull(yaml, file));
            return ((List<Map<String, Object>>) cases).stream().map(Case::new);
        }
    }
}
