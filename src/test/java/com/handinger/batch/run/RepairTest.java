package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code retry --status unusable}: a further turn of its own task asks for an answer that fits. */
class RepairTest {

    private static final Reopening.Retry UNUSABLE = new Reopening.Retry(Set.of(Reopening.Status.UNUSABLE), null, false);

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeEach
    void prepare() throws IOException {
        workshop = new Workshop(folder, server)
                .set("limits.concurrency", "4")
                .set("limits.errors", "100%")
                .set(
                        "worker.outputSchema",
                        "{type: object, properties: {echo: {pattern: 'word-[ac]|Your last answer cannot'}}}")
                .rows("a b c");
        server.credits(input -> input.startsWith("Your") ? 2 : 3);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Ended expect(ExitCode exit, Ended ended) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        return ended;
    }

    private Books.Task taskOfB() {
        return Objects.requireNonNull(server.books().task(new Audits(workshop).taskOf("b")));
    }

    private static JsonNode unusable(Ended ended) throws IOException {
        List<JsonNode> lines = Workshop.lines(ended.directory().resolve("unusable.jsonl"));
        assertThat(lines).hasSize(1);
        return lines.get(0).path("_error");
    }

    @Test
    void aTurnThatNamesTheFaultReplacesTheAnswer() throws IOException {
        expect(ExitCode.ROWS, workshop.start());

        Ended ended = expect(ExitCode.DONE, workshop.reopen(UNUSABLE));

        assertThat(ended.said()).contains("1 to be repaired by a further turn of its own task");
        assertThat(taskOfB().turns()).hasSize(2);
        assertThat(taskOfB().turns().get(1).input())
                .startsWith("Your last answer cannot be used: the structured output does not fit the output schema:"
                        + " /echo: does not match");
        assertThat(server.books().turns()).isEqualTo(4);
        JsonNode line =
                Workshop.lines(ended.directory().resolve("results.jsonl")).get(1);
        assertThat(line.path("key").asString()).isEqualTo("b");
        assertThat(line.path("credits").asInt()).isEqualTo(2);
        assertThat(line.path("turns").asInt()).isEqualTo(1);
        assertThat(ended.summary().credits().spent()).isEqualTo(11);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
        Ended idle = expect(ExitCode.DONE, workshop.reopen(UNUSABLE));
        assertThat(idle.said()).contains("None of the rows is ");
        assertThat(idle.summary().reason())
                .isEqualTo("nothing to retry: no row was opened again, and nothing was sent");
        assertThat(server.books().turns()).isEqualTo(4);
    }

    @Test
    void aRepairWhoseAnswerIsLostIsNotBoughtTwice() throws IOException {
        expect(ExitCode.ROWS, workshop.start());
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> seen.isSend() && once.getAndSet(false) ? new Fault.ResetAfter() : Fault.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.reopen(UNUSABLE));

        assertThat(taskOfB().turns()).hasSize(2);
        assertThat(ended.summary().credits().spent()).isEqualTo(11);
    }

    @Test
    void aRepairThatFailsLeavesTheAnswerThatWasThere() throws IOException {
        expect(ExitCode.ROWS, workshop.start());
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);

        Ended failed = expect(ExitCode.ROWS, workshop.reopen(UNUSABLE));

        assertThat(unusable(failed).path("class").asString()).isEqualTo("schema");
        assertThat(unusable(failed).path("message").asString())
                .contains("; its repair failed: the task ended in error", "--fresh");
        assertThat(failed.summary().credits().spent()).isEqualTo(11);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();

        server.plan(FaultPlan.NONE);
        Ended ended = expect(ExitCode.DONE, workshop.reopen(UNUSABLE));
        assertThat(taskOfB().turns()).hasSize(3);
        assertThat(taskOfB().turns().get(2).input()).doesNotContain("its repair failed");
        assertThat(ended.summary().credits().spent()).isEqualTo(13);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void aTaskThatIsGoneIsNotStartedAnew() throws IOException {
        expect(ExitCode.ROWS, workshop.start());
        String task = taskOfB().id();
        server.plan(seen ->
                task.equals(seen.taskId()) && !seen.isSend() ? new Fault.ErrorBefore(404, "no such task") : Fault.NONE);

        Ended ended = expect(ExitCode.ROWS, workshop.reopen(UNUSABLE));

        assertThat(unusable(ended).path("message").asString()).contains("the server has no task " + task, "--fresh");
        assertThat(server.books().turns()).isEqualTo(3);
        server.plan(FaultPlan.NONE);
        expect(ExitCode.DONE, workshop.reopen(UNUSABLE));
        assertThat(server.books().turns()).isEqualTo(4);
    }
}
