package com.handinger.batch.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.sandbox.CaseTable.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules run when their time has come. Time stands still until the test moves it; tasks take no time. */
class ScheduleTest {

    private static final long START = Instant.parse("2026-07-14T08:30:05Z").toEpochMilli();
    private static final String PATH = "/api/workers/wrk_demo/schedules";
    private static final SandboxOptions OPTIONS = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO));

    @TempDir
    Path folder = Path.of("unset");

    private final ManualTimeline time = new ManualTimeline(START);

    static Stream<Case> cron() {
        return CaseTable.cases("cron.yaml");
    }

    @ParameterizedTest
    @MethodSource("cron")
    void aCronExpressionRunsWhenItSays(Case row) {
        ZoneId zone = ZoneId.of(row.text("zone"));
        Cron cron = Cron.parse(row.text("cron"));
        List<String> runs = new ArrayList<>();
        Instant moment = Instant.parse(row.text("after"));
        for (int i = 0; i < row.get("runs").size() && moment != null; i++) {
            moment = cron.after(moment, zone);
            runs.add(String.valueOf(moment));
        }
        assertThat(runs)
                .containsExactlyElementsOf(row.get("runs")
                        .valueStream()
                        .map(run -> run.asString(""))
                        .toList());
    }

    @Test
    void oneRunInTheFutureIsATaskAndLeavesTheList() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            create(client, "{\"type\":\"delayed\",\"delayInSeconds\":60}");
            create(client, "{\"type\":\"scheduled\",\"date\":\"2026-07-14T08:32:05Z\"}");
            time.advance(59_999);
            assertThat(listed(client)).isEqualTo(2);

            time.advance(1);
            awaitTasks(sandbox, 1);
            assertThat(listed(client)).isEqualTo(1);
            String id = sandbox.snapshot().tasks().get(0).id();
            assertThat(client.task(id).path("triggeredBy").asString()).isEqualTo("schedule");
            assertThat(client.get("/api/tasks/" + id + "/turns")
                            .json()
                            .at("/items/0/input")
                            .asString())
                    .isEqualTo("Look.");

            time.advance(60_000);
            awaitTasks(sandbox, 2);
            assertThat(listed(client)).isZero();
        }
    }

    @Test
    void aRepeatingRunStaysOnItsGridUntilItIsCancelled() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            String id = create(client, "{\"type\":\"interval\",\"intervalSeconds\":60}");
            time.advance(60_000);
            awaitTasks(sandbox, 1);
            time.awaitAlarms(1);
            time.advance(150_000);
            awaitTasks(sandbox, 2);
            assertThat(client.get(PATH).json().at("/schedules/0/nextRunAt").asString())
                    .isEqualTo("2026-07-14T08:34:05.000Z");

            time.awaitAlarms(1);
            assertThat(client.send("DELETE", PATH + "/" + id, "")
                            .json()
                            .path("cancelled")
                            .asBoolean())
                    .isTrue();
            time.advance(600_000);
            assertThat(client.send("DELETE", PATH + "/" + id, "").status()).isEqualTo(404);
            assertThat(listed(client)).isZero();
            assertThat(sandbox.snapshot().tasks()).hasSize(2);
        }
    }

    @Test
    void cronIsReadInTheZoneOfTheList() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS.withZone(ZoneId.of("Europe/Madrid")), time)) {
            Client client = Client.of(sandbox);
            create(client, "{\"type\":\"cron\",\"cron\":\"0 7 * * 1-5\"}");
            assertThat(client.get(PATH).json().path("timezone").asString()).isEqualTo("Europe/Madrid");
            assertThat(client.get(PATH).json().at("/schedules/0/nextRunAt").asString())
                    .isEqualTo("2026-07-15T05:00:00.000Z");
        }
    }

    @Test
    void schedulesAreFoundAgainAndAMissedRunIsMadeUpForOnce() throws IOException {
        SandboxOptions options = OPTIONS.withBooks(folder);
        String list;
        try (Sandbox sandbox = Sandbox.start(options, time)) {
            Client client = Client.of(sandbox);
            create(client, "{\"type\":\"interval\",\"intervalSeconds\":60}");
            String cancelled = create(client, "{\"type\":\"delayed\",\"delayInSeconds\":60}");
            client.send("DELETE", PATH + "/" + cancelled, "");
            list = client.get(PATH).text();
        }
        try (Sandbox sandbox = Sandbox.start(options, new ManualTimeline(START))) {
            assertThat(Client.of(sandbox).get(PATH).text()).isEqualTo(list);
        }
        ManualTimeline later = new ManualTimeline(START + 3_600_000);
        try (Sandbox sandbox = Sandbox.start(options, later)) {
            later.advance(0);
            awaitTasks(sandbox, 1);
            later.awaitAlarms(1);
            later.advance(60_000);
            awaitTasks(sandbox, 2);
        }
    }

    @Test
    void aDeletedWorkerRunsNoMore() throws IOException {
        try (Sandbox sandbox = Sandbox.start(OPTIONS, time)) {
            Client client = Client.of(sandbox);
            create(client, "{\"type\":\"delayed\",\"delayInSeconds\":60}");
            client.send("DELETE", "/api/workers/wrk_demo", "");
            client.send(
                    "POST",
                    "/api/workers/wrk_other/schedules",
                    "{\"input\":\"Other.\",\"when\":{\"type\":\"delayed\",\"delayInSeconds\":60}}");
            time.advance(60_000);
            awaitTasks(sandbox, 1);
            assertThat(sandbox.snapshot().tasks().get(0).workerId()).isEqualTo("wrk_other");
        }
    }

    private static String create(Client client, String when) {
        Client.Reply reply = client.send("POST", PATH, "{\"input\":\"Look.\",\"when\":" + when + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("id").asString();
    }

    private static int listed(Client client) {
        return client.get(PATH).json().path("schedules").size();
    }

    private static void awaitTasks(Sandbox sandbox, int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sandbox.snapshot().tasks()).hasSize(count));
    }
}
