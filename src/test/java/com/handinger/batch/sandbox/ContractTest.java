package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.CaseTable.Case;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every answer of the request table fits the OpenAPI document, by the judgement of a real validator. */
class ContractTest {

    private static final JsonNode CONTRACT = CaseTable.read("handinger-openapi.yaml");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    /** The contract does not name what the sandbox answers to a method that a path does not know, or to a long body. */
    private static final Set<Integer> NOT_IN_CONTRACT = Set.of(405, 413);

    @Test
    void everyOperationAnswersAsTheContractSays() throws IOException {
        Set<String> seen = new HashSet<>();
        SandboxOptions options = SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ZERO))
                .with(Setting.OLD_STREAMING, "on")
                .with(Setting.PUBLISHED_FILES, "always");
        try (Sandbox sandbox = Sandbox.start(options)) {
            Client client = Client.of(sandbox);
            client.post("tsk_known", "Is the sky blue?");
            client.send(
                    "POST",
                    "/api/tasks",
                    "{\"workerId\":\"wrk_demo-fact-check\",\"taskId\":\"tsk_checked\",\"input\":\"Water boils.\"}");
            CaseTable.cases("requests.yaml").forEach(row -> check(client, row, seen));
            String schedules = "/api/workers/wrk_timed/schedules";
            String schedule = client.get(schedules).json().at("/schedules/0/id").asString();
            check("DELETE", schedules + "/" + schedule, client.send("DELETE", schedules + "/" + schedule, ""), seen);
            String file = "/api/workers/wrk_demo/files/tsk_known%2F0%2Freport.md";
            check("GET", file, client.get(file), seen);
            client.send("DELETE", "/api/workers/wrk_old", "");
        }
        Set<String> operations = new TreeSet<>();
        for (Operation operation : Operation.values()) {
            operations.add(operation.id());
        }
        assertThat(seen).containsAll(operations);
    }

    @Test
    void theContractAndTheSandboxKnowTheSameOperations() {
        Set<String> told = new TreeSet<>();
        CONTRACT.path("paths")
                .forEach(path -> path.forEach(method -> {
                    if (method.has("operationId")) {
                        told.add(method.path("operationId").asString());
                    }
                }));
        Set<String> known = new TreeSet<>();
        for (Operation operation : Operation.values()) {
            known.add(operation.id());
        }
        assertThat(known).isEqualTo(told);
    }

    @Test
    void anAnswerThatDoesNotFitIsNoticed() {
        JsonNode list =
                JsonMapper.shared().readTree("{\"workerId\":\"w\",\"timezone\":\"UTC\",\"schedules\":[{\"id\":7}]}");
        assertThat(schema("#/components/schemas/ScheduleList").validate(list)).isNotEmpty();
    }

    private static void check(Client client, Case row, Set<String> seen) {
        String body = row.text("body").replace("<20001 characters>", "x".repeat(20_001));
        check(row.text("method"), row.text("path"), client.send(row.text("method"), row.text("path"), body), seen);
    }

    private static void check(String method, String path, Client.Reply reply, Set<String> seen) {
        JsonNode operation = operation(method, path.replaceAll("\\?.*", ""));
        if (operation.isMissingNode() || NOT_IN_CONTRACT.contains(reply.status())) {
            return;
        }
        String name = method + " " + path + " -> " + reply.status();
        boolean good = reply.status() == 200;
        JsonNode content = operation.path("responses").path("200").path("content");
        if (good) {
            seen.add(operation.path("operationId").asString());
            assertThat(content.isEmpty()).as(name).isFalse();
        }
        if (!reply.type().startsWith("application/json")) {
            assertThat(content.has("text/event-stream") || content.has("application/octet-stream"))
                    .as(name)
                    .isTrue();
            return;
        }
        String wanted =
                content.path("application/json").path("schema").path("$ref").asString("");
        assertThat(schema(good ? wanted : "#/components/schemas/ErrorResponse").validate(reply.json()))
                .as(name + " " + reply.text())
                .isEmpty();
    }

    private static Schema schema(String ref) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("$ref", ref);
        schema.set("components", CONTRACT.path("components"));
        return REGISTRY.getSchema(schema);
    }

    private static JsonNode operation(String method, String path) {
        String word = method.toLowerCase(Locale.ROOT);
        JsonNode found = JsonNodeFactory.instance.missingNode();
        for (Map.Entry<String, JsonNode> entry : CONTRACT.path("paths").properties()) {
            boolean fits = path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"));
            if (fits && entry.getValue().has(word)) {
                found = entry.getValue().path(word);
            }
        }
        return found;
    }
}
