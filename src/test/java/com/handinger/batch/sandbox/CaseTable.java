package com.handinger.batch.sandbox;

import java.io.InputStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tables of cases in YAML. */
final class CaseTable {

    private CaseTable() {}

    static JsonNode read(String name) {
        InputStream in = CaseTable.class.getResourceAsStream("/sandbox/" + name);
        Object tree = new Load(LoadSettings.builder().setLabel(name).build()).loadFromInputStream(in);
        return JsonMapper.shared().valueToTree(tree);
    }

    static Stream<Case> cases(String name) {
        return read(name).path("cases").valueStream().map(Case::new);
    }

    /** One case, shown by its id. */
    record Case(JsonNode data) {

        JsonNode get(String member) {
            return data.path(member);
        }

        String text(String member) {
            return data.path(member).asString("");
        }

        @Override
        public String toString() {
            return text("id") + ": " + text("reason");
        }
    }
}
