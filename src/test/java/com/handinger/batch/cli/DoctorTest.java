package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds out, says, costs and keeps. */
@Timeout(60)
class DoctorTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void job() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,text\na,one\nb,two\n");
        Files.writeString(
                folder.resolve("job.yaml"),
                "version: 1\nname: job\napi: { baseUrl: " + server.url() + " }\nworker: { id: wrk_1 }\n"
                        + "input: { file: rows.csv, key: id }\ntask: { input: \"Say {{text}}\", budget: low }\n"
                        + "limits: { concurrency: 2 }\nresend: { lookupGrace: 1s }\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Call doctor(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("doctor", folder.resolve("job.yaml").toString()));
        arguments.addAll(List.of(more));
        return Call.of(arguments.toArray(new String[0]));
    }

    @Test
    void theFreeChecksSendNothing() {
        server.plan(seen -> seen.path().startsWith("/api/workers/")
                ? new Fault.ErrorBefore(200, "application/json", "{\"id\":\"wrk_1\"}", Map.of())
                : Fault.NONE);
        Call call = doctor();
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(call.err())
                .contains("key: accepted", "worker: wrk_1 is readable", "latency: a read takes", "clock:", "--spend");
        assertThat(server.books().requests()).noneMatch(seen -> seen.isSend());
    }

    @Test
    void aWorkerThatIsStillToBeMadeIsMadeForTheTaskAlone() throws IOException {
        Path job = folder.resolve("job.yaml");
        Files.writeString(
                job, Files.readString(job).replace("{ id: wrk_1 }", "{ template: { instructions: Say it. } }"));
        Call free = doctor();
        assertThat(free.exit()).as(free.err()).isZero();
        assertThat(free.err()).contains("ok   worker: none is known yet; the first start makes one");
        assertThat(server.books().workers()).isEmpty();

        Call spending = doctor("--spend");
        assertThat(spending.exit()).as(spending.err()).isZero();
        assertThat(spending.err()).contains("Sending one task to worker wrk_made-1");
        Call later = doctor();
        assertThat(later.err()).contains("ok   worker: wrk_made-1 is readable");
        Call run = Call.of("run", job.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(server.books().workers()).hasSize(1);
    }

    @Test
    void aRefusedKeyIsExit3() {
        server.key("another");
        Call call = doctor("--json");
        assertThat(call.exit()).as(call.err()).isEqualTo(3);
        assertThat(call.err()).contains("401").contains("HANDINGER_API_KEY");
        assertThat(call.data().get(0).path("event").asString()).isEqualTo("doctor");
        assertThat(call.last().path("exit").asInt()).isEqualTo(3);
    }

    @Test
    void aServerThatIsAwayIsExit6() {
        server.stop();
        Call call = doctor();
        assertThat(call.exit()).as(call.err()).isEqualTo(6);
    }

    @Test
    void withoutAJobTheEnvironmentSaysWhom() {
        Call call = Call.of(
                Map.of("HANDINGER_BASE_URL", server.url().toString()),
                new ByteArrayInputStream(new byte[0]),
                List.of("doctor"));
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(Call.of("doctor", "--spend").exit()).isEqualTo(2);
    }

    @Test
    void oneTaskTellsWhatTheServerMakesOfIds() {
        server.latency(Duration.ofSeconds(1))
                .plan(seen -> seen.path().equals("/api/workers/wrk_1")
                        ? new Fault.ErrorBefore(200, "application/json", "{\"id\":\"wrk_1\"}", Map.of())
                        : Fault.NONE);
        Call call = doctor("--spend", "--json");
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(server.books().turns()).isOne();
        assertThat(call.err()).contains("Sending one task", "while it runs", "cost: 3 credits", "answered with 200");
        assertThat(call.data().get(0).path("keeps_ids").asBoolean()).isTrue();
    }

    /** Once a JSON 404 within the grace, and gateways' pages at its end: that proves nothing. */
    @Test
    void anAbsenceThatIsNotProvenAtBothEndsIsNoVerdict() {
        AtomicInteger looks = new AtomicInteger();
        server.ignoresIds(true).plan(seen -> {
            if (seen.path().equals("/api/workers/wrk_1")) {
                return new Fault.ErrorBefore(200, "application/json", "{\"id\":\"wrk_1\"}", Map.of());
            }
            boolean own = server.books().turns() > 0 && seen.path().startsWith("/api/tasks/");
            return own && looks.incrementAndGet() > 1 ? new Fault.Html404() : Fault.NONE;
        });

        Call call = doctor("--spend", "--json");

        assertThat(call.err()).contains("not found out").doesNotContain("NOT kept");
        assertThat(call.exit()).as(call.err()).isNotEqualTo(4);
        assertThat(call.data().get(0).path("keeps_ids").isNull()).isTrue();
        assertThat(looks).hasValueGreaterThan(2);
        assertThat(server.books().turns()).isOne();
    }

    @Test
    void aServerThatForgetsIdsIsExit4UntilItIsAskedAgain() {
        server.ignoresIds(true)
                .plan(seen -> seen.path().equals("/api/workers/wrk_1")
                        ? new Fault.ErrorBefore(200, "application/json", "{\"id\":\"wrk_1\"}", Map.of())
                        : Fault.NONE);
        String job = folder.resolve("job.yaml").toString();
        Call call = doctor("--spend");
        assertThat(call.exit()).as(call.err()).isEqualTo(4);
        assertThat(call.err()).contains("NOT kept");
        assertThat(Call.of("run", job).exit()).isEqualTo(4);
        assertThat(server.books().turns()).isOne();
        server.ignoresIds(false);
        assertThat(doctor("--spend").exit()).isZero();
        server.plan(seen -> Fault.NONE);
        assertThat(Call.of("run", job).exit()).isZero();
        assertThat(server.books().turns()).isEqualTo(4);
    }
}
