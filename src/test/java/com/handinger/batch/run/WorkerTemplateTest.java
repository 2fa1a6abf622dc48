package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.report.Plan;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worker of a template is made once, and never a second time unless a person says so. */
class WorkerTemplateTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeEach
    void job() throws IOException {
        workshop = new Workshop(folder, server)
                .unset("worker.id")
                .set("worker.template.title", "Echo")
                .set("worker.template.instructions", "Say it again.")
                .rows("a b c");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ended start(WorkerOrder order) {
        return workshop.start(workshop.request().with(order), new StopSwitch());
    }

    private Ended accept(WorkerOrder order) {
        RunRequest request = new Workshop.Ask(workshop.request())
                .choice(RunRequest.Choice.ACCEPT_CHANGES)
                .request();
        return workshop.start(request.with(order), new StopSwitch());
    }

    private void answerCreation(IntFunction<Fault> byNumber) {
        int before = posts();
        server.plan(seen -> seen.makesWorker() ? byNumber.apply(posts() - before) : Fault.NONE);
    }

    /** How often a worker was asked for. */
    private int posts() {
        return (int)
                server.books().requests().stream().filter(Sighting::makesWorker).count();
    }

    private List<String> workersOfTasks() {
        return server.books().tasks().stream().map(task -> task.workerId()).toList();
    }

    private void assertExit(Ended ended, ExitCode exit) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
    }

    /** The rate is that of the start, whoever asks. */
    @Test
    void theFirstTaskKeepsItsDistanceFromTheRequestThatMadeTheWorker() throws IOException {
        List<Long> times = new CopyOnWriteArrayList<>();
        server.plan(seen -> {
            times.add(System.nanoTime());
            return Fault.NONE;
        });
        workshop.rows("a").set("limits.requestsPerMinute", "60");

        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);

        assertThat(times).hasSizeGreaterThan(2);
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
                    .as("request " + i)
                    .isGreaterThan(Duration.ofMillis(800));
        }
    }

    @Test
    void isMadeBeforeTheFirstRowAndUsedFromThenOn() throws IOException {
        workshop.set("worker.template.summary", "Says it.")
                .set("worker.template.visibility", "private")
                .set("worker.template.outputSchema", "{type: object, required: [echo]}");

        Ended first = start(new WorkerOrder.None());

        assertExit(first, ExitCode.DONE);
        assertThat(server.books().requests().get(0).makesWorker()).isTrue();
        JsonNode asked = JSON.readTree(server.books().workers().get(0));
        assertThat(asked.propertyNames())
                .containsExactlyInAnyOrder("title", "instructions", "summary", "visibility", "outputSchema");
        assertThat(asked.path("title").asString()).matches("Echo \\[handinger-batch job [0-9a-f]{6}]");
        assertThat(asked.path("instructions").asString()).isEqualTo("Say it again.");
        assertThat(asked.path("outputSchema").toString()).isEqualTo("{\"type\":\"object\",\"required\":[\"echo\"]}");
        assertThat(first.said())
                .contains("Made worker wrk_made-1 from worker.template: "
                        + asked.path("title").asString());
        assertThat(first.summary().worker()).isEqualTo("wrk_made-1");
        assertThat(Workshop.json(first.directory().resolve("run.json"))
                        .path("worker")
                        .asString())
                .isEqualTo("wrk_made-1");

        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        workshop.rows("d e");
        Ended later = start(new WorkerOrder.None());
        assertExit(later, ExitCode.DONE);
        assertThat(later.runId()).isNotEqualTo(first.runId());
        assertThat(posts()).isOne();
        assertThat(workersOfTasks()).hasSize(5).containsOnly("wrk_made-1");
    }

    @Test
    void isMadeForAPilotToo() {
        assertExit(workshop.start(ask -> ask.pilot(2)), ExitCode.DONE);
        assertThat(workersOfTasks()).hasSize(2).containsOnly("wrk_made-1");
    }

    @Test
    void anotherTemplateIsAnotherWorker() throws IOException {
        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        workshop.set("worker.template.instructions", "Shout it.").rows("a b c d");

        Ended asked = start(new WorkerOrder.None());
        assertExit(asked, ExitCode.DECISION);
        assertThat(asked.said())
                .contains("worker.template.instructions: \"Say it again.\" -> \"Shout it.\"", "1 row added");
        assertThat(posts()).isOne();

        Ended taken = accept(new WorkerOrder.None());
        assertExit(taken, ExitCode.DONE);
        assertThat(taken.summary().worker()).isEqualTo("wrk_made-2");
        assertThat(workersOfTasks()).containsExactly("wrk_made-1", "wrk_made-1", "wrk_made-1", "wrk_made-2");
    }

    static Stream<Fault> lost() {
        return Stream.of(
                new Fault.ResetAfter(),
                new Fault.SilenceAfter(),
                new Fault.ErrorAfter(502),
                new Fault.TruncatedAfter(),
                new Fault.ErrorBefore(500, "out of order"),
                new Fault.ErrorBefore(409, "locked"),
                new Fault.ErrorBefore(200, "application/json", "{\"id\":\"t\",\"status\":\"running\"}", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void aLostAnswerIsNeverAskedForAgain(Fault fault) {
        workshop.set("api.timeout", "1s");
        answerCreation(number -> fault);
        Ended first = start(new WorkerOrder.None());
        server.plan(seen -> Fault.NONE);
        Ended second = start(new WorkerOrder.None());

        for (Ended ended : List.of(first, second)) {
            assertExit(ended, ExitCode.DECISION);
            assertThat(ended.said())
                    .containsPattern("\n  Echo \\[handinger-batch job [0-9a-f]{6}]\n")
                    .contains("run job.yaml --adopt-worker ID", "run job.yaml --new-worker");
        }
        assertThat(posts()).isOne();
        assertThat(server.books().tasks()).isEmpty();
    }

    @Test
    void aPersonNamesTheWorkerThatWasMade() {
        answerCreation(number -> new Fault.ResetAfter());
        start(new WorkerOrder.None());

        Ended wrong = start(new WorkerOrder.Adopt("wrk_made-7"));
        assertExit(wrong, ExitCode.CREDENTIALS);
        assertThat(wrong.said()).contains("--adopt-worker: worker wrk_made-7 is answered with 404");
        assertExit(start(new WorkerOrder.Adopt("wrk_made-1")), ExitCode.DONE);
        assertThat(posts()).isOne();
        assertThat(workersOfTasks()).hasSize(3).containsOnly("wrk_made-1");
    }

    @Test
    void aPersonHasAnotherOneMade() {
        answerCreation(number -> number == 1 ? new Fault.ResetAfter() : new Fault.Deny(403));
        start(new WorkerOrder.None());
        assertExit(start(new WorkerOrder.Another()), ExitCode.CREDENTIALS);
        assertExit(start(new WorkerOrder.None()), ExitCode.DECISION);

        server.plan(seen -> Fault.NONE);
        assertExit(start(new WorkerOrder.Another()), ExitCode.DONE);
        assertThat(workersOfTasks()).hasSize(3).containsOnly("wrk_made-2");
    }

    @ParameterizedTest
    @CsvSource({
        "401, CREDENTIALS, HANDINGER_API_KEY",
        "403, CREDENTIALS, may make workers",
        "402, CREDITS, Top up the balance",
        "404, FATAL, Check api.baseUrl",
        "400, USAGE, Correct worker.template",
        "422, USAGE, Correct worker.template"
    })
    void aRefusalMakesNoWorkerAndLeavesNothingUnknown(int status, ExitCode exit, String cure) {
        answerCreation(number -> new Fault.ErrorBefore(status, "no way"));
        Ended refused = start(new WorkerOrder.None());
        assertExit(refused, exit);
        assertThat(refused.said()).contains("the server answered " + status + ": no way", "Nothing was sent", cure);
        assertThat(posts()).isOne();

        server.plan(seen -> Fault.NONE);
        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        assertThat(server.books().workers()).hasSize(1);
    }

    @Test
    void whatWasNotTakenIsAskedForAgain() {
        answerCreation(number -> number == 1 ? new Fault.RateLimit("0") : Fault.NONE);
        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        assertThat(posts()).isEqualTo(2);
        assertThat(server.books().workers()).hasSize(1);
    }

    @Test
    void aServerThatWantsToBeLeftAloneIsLeftAlone() {
        answerCreation(number -> new Fault.RateLimit("3600"));
        Ended away = start(new WorkerOrder.None());
        assertExit(away, ExitCode.STOPPED);
        assertThat(away.said()).contains("No worker was made", "429");
        assertThat(posts()).isOne();
    }

    @Test
    void aDeletedWorkerIsReplacedForTheRowsThatAreLeft() {
        server.plan(seen -> seen.isSend()
                        && server.books().sends(String.valueOf(seen.taskId())) > 0
                        && server.books().tasks().size() == 1
                ? new Fault.ErrorBefore(404, "no such worker")
                : Fault.NONE);
        Ended gone = start(new WorkerOrder.None());
        assertExit(gone, ExitCode.CREDENTIALS);
        assertThat(gone.said()).contains("when it was deleted", "--new-worker --accept-changes");
        assertThat(gone.summary().rows().pending()).isEqualTo(2);

        server.plan(seen -> Fault.NONE);
        Ended asked = start(new WorkerOrder.Another());
        assertExit(asked, ExitCode.DECISION);
        assertThat(posts()).as("nothing is made before the decision").isOne();
        Ended done = accept(new WorkerOrder.Another());
        assertExit(done, ExitCode.DONE);
        assertThat(workersOfTasks()).containsExactly("wrk_made-1", "wrk_made-2", "wrk_made-2");
        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        assertThat(posts()).isEqualTo(2);
    }

    @Test
    void aLostLedgerFindsTheWorkerByItsTasks() throws IOException {
        workshop.rows("a");
        assertExit(workshop.start(ask -> ask.id("monday")), ExitCode.DONE);
        Files.delete(workshop.store().resolveSibling("store.mv.db"));

        assertExit(workshop.start(ask -> ask.id("monday")), ExitCode.DECISION);
        Ended adopted = workshop.start(ask -> ask.id("monday").choice(RunRequest.Choice.LOOK_FIRST));
        assertExit(adopted, ExitCode.DONE);
        assertThat(adopted.said()).contains("Worker wrk_made-1 was made from worker.template before");
        assertThat(posts()).isOne();
        assertThat(server.books().turns()).isOne();
    }

    @Test
    void ordersAreForTemplates() {
        workshop.unset("worker.template.title")
                .unset("worker.template.instructions")
                .set("worker.id", "wrk_1");
        Ended refused = start(new WorkerOrder.Another());
        assertExit(refused, ExitCode.USAGE);
        assertThat(refused.said()).contains("are for jobs with worker.template; the worker of this one is wrk_1");
        assertThat(server.books().requests()).isEmpty();
    }

    @Test
    void titleMakesRoomForItsTag() {
        String title = "é".repeat(199) + "🐕";
        String full = new WorkerTemplate(title, "x", null, null, "public", null).titled("handinger-batch job 3f2a91");
        assertThat(full.codePointCount(0, full.length())).isEqualTo(200);
        assertThat(full).endsWith("é… [handinger-batch job 3f2a91]");
    }

    @Test
    void auditAndPlanKnowTheWorker() throws Exception {
        assertThat(plan().worker()).isNull();
        assertThat(plan().text(false)).contains("for the worker that the first start makes from worker.template");
        assertThat(server.books().requests()).isEmpty();
        assertExit(start(new WorkerOrder.None()), ExitCode.DONE);
        assertThat(plan().worker()).isEqualTo("wrk_made-1");
        assertThat(plan().forecast()).isNotNull();
        assertThat(new Audits(workshop).verify().exit()).isEqualTo(ExitCode.DONE.code());
    }

    private Plan plan() throws RunException {
        return new PlanService(InputStream.nullInputStream())
                .plan(workshop.job(), null, "run job.yaml", new StopSwitch());
    }
}
