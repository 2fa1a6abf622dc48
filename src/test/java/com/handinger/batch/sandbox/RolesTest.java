package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.sandbox.CaseTable.Case;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, when several keys are several users: see roles.yaml. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {

    private final Sandbox sandbox;
    private final Client client;
    private final String open;
    private final String closed;

    RolesTest() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults()
                .withLatency(Latency.fixed(Duration.ZERO))
                .withKeys(Map.of("hdg_live_a", "alice", "hdg_live_b", "bob")));
        client = Client.of(sandbox);
        open = create("public", "tsk_open");
        closed = create("private", "tsk_closed");
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    static Stream<Case> table() {
        return CaseTable.cases("roles.yaml");
    }

    @ParameterizedTest
    @MethodSource("table")
    void onlyThoseWhoMay(Case row) {
        String path = row.text("path").replace("<open>", open).replace("<closed>", closed);
        String body = row.text("body").replace("<open>", open).replace("<closed>", closed);

        Client.Reply reply = as(row.text("key"), row.text("method"), path, body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(row.get("status").intValue());
        row.get("expect")
                .properties()
                .forEach(expected ->
                        assertThat(reply.json().at(expected.getKey())).isEqualTo(expected.getValue()));
    }

    private String create(String visibility, String task) {
        String worker = as("hdg_live_a", "POST", "/api/workers", "{\"visibility\":\"" + visibility + "\"}")
                .json()
                .path("id")
                .asString();
        String body = "{\"workerId\":\"" + worker + "\",\"taskId\":\"" + task + "\",\"input\":\"Hello\"}";
        assertThat(as("hdg_live_a", "POST", "/api/tasks", body).status()).isEqualTo(200);
        return worker;
    }

    private Client.Reply as(String key, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(client.request(method, path, body), (name, value) -> true);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build());
    }
}
