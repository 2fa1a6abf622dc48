package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.CaseTable.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every operation, the members it must answer with, and what it refuses: see requests.yaml. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTableTest {

    private static final JsonNode SHAPES = CaseTable.read("requests.yaml").path("shapes");

    private final Sandbox sandbox;
    private final Client client;

    RequestTableTest() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ZERO))
                .withLimits(Limits.defaults().withBodyBytes(200_000)));
        client = Client.of(sandbox);
    }

    @BeforeAll
    void prepare() {
        client.post("tsk_known", "Is the sky blue?");
        client.send(
                "POST",
                "/api/tasks",
                "{\"workerId\":\"wrk_demo-fact-check\",\"taskId\":\"tsk_checked\",\"input\":\"Water boils at 100 °C.\"}");
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    static Stream<Case> table() {
        return CaseTable.cases("requests.yaml");
    }

    @ParameterizedTest
    @MethodSource("table")
    void answersAsTheContractSays(Case row) {
        String repeated = row.text("body")
                .replace("<20001 characters>", "x".repeat(20_001))
                .replace("<10001 characters>", "x".repeat(10_001))
                .replace("<300000 characters>", "x".repeat(300_000));

        Client.Reply reply = client.send(row.text("method"), row.text("path"), repeated);

        assertThat(reply.status()).as(reply.text()).isEqualTo(row.get("status").intValue());
        assertThat(reply.type()).startsWith("application/json");
        if (!row.text("error").isEmpty()) {
            assertThat(reply.json().path("error").asString("")).contains(row.text("error"));
        }
        if (!row.text("shape").isEmpty()) {
            assertShape(reply.json(), row.text("shape"));
        }
        for (Map.Entry<String, JsonNode> expected : row.get("expect").properties()) {
            assertThat(reply.json().at(expected.getKey())).as(expected.getKey()).isEqualTo(expected.getValue());
        }
    }

    private static void assertShape(JsonNode value, String shape) {
        for (Map.Entry<String, JsonNode> member : SHAPES.path(shape).properties()) {
            JsonNode found = value.path(member.getKey());
            String types = member.getValue().asString("");
            assertThat(Stream.of(types.split("\\|")).anyMatch(type -> fits(found, type)))
                    .as("%s.%s is %s, not %s", shape, member.getKey(), found, types)
                    .isTrue();
        }
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isString();
            case "instant" -> value.asString("").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            default -> nested(value, type);
        };
    }

    private static boolean nested(JsonNode value, String type) {
        if (!type.endsWith("[]")) {
            assertShape(value, type);
            return value.isObject();
        }
        value.forEach(part -> assertShape(part, type.substring(0, type.length() - 2)));
        return value.isArray() && !value.isEmpty();
    }
}
