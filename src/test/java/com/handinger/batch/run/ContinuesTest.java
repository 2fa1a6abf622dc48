package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.FaultServer.Streaming;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code task.continues}: a turn is added to the task that a row names, and is paid once. */
class ContinuesTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        workshop = continuing(folder);
        for (String task : List.of("tsk_a", "tsk_b")) {
            new Audits(workshop).buy(server, task, "first");
        }
    }

    private Workshop continuing(Path place) {
        return new Workshop(place, server)
                .set("limits.concurrency", "4")
                .set("task.input", "More about {{id}}")
                .set("task.continues", "{{text}}");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Ended expect(ExitCode exit, Ended ended) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        return ended;
    }

    private List<String> turns(String taskId) {
        return Objects.requireNonNull(server.books().task(taskId), taskId).turns().stream()
                .map(Books.Turn::input)
                .toList();
    }

    private int sends() {
        return (int) server.books().requests().stream().filter(Sighting::isSend).count();
    }

    private static String errors(Ended ended) throws IOException {
        return Workshop.lines(ended.directory().resolve("failed.jsonl")).toString();
    }

    @Test
    void eachRowAddsOneTurnAndPaysForThatAlone() throws IOException {
        server.credits(input -> input.equals("first") ? 3 : 5);

        Ended ended = expect(ExitCode.DONE, workshop.rows("r1=tsk_a r2=tsk_b").start());

        assertThat(turns("tsk_a")).containsExactly("first", "More about r1");
        assertThat(turns("tsk_b")).containsExactly("first", "More about r2");
        JsonNode line =
                Workshop.lines(ended.directory().resolve("results.jsonl")).get(0);
        assertThat(line.path("task_id").asString()).isEqualTo("tsk_a");
        assertThat(line.path("turns").asInt()).isEqualTo(1);
        assertThat(line.path("credits").asInt()).isEqualTo(5);
        assertThat(line.path("output_text").asString()).isEqualTo("done: More about r1");
        assertThat(ended.summary().credits().spent()).isEqualTo(10);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
        expect(ExitCode.DONE, workshop.start());
        assertThat(sends()).isEqualTo(4);
    }

    /** A webhook is a hint to read, as a stream is. */
    @ParameterizedTest
    @ValueSource(strings = {"block", "poll", "stream"})
    void aTurnIsFollowedInEveryWay(String completion) throws IOException {
        server.latency(Duration.ofMillis(300)).streaming(Streaming.WHOLE);
        workshop.set("completion", completion).set("api.timeout", "100ms").set("limits.taskTime", "20s");

        Ended ended = expect(
                ExitCode.DONE, workshop.rows("r1=tsk_a r2=tsk_b r3=tsk_a").start());

        assertThat(turns("tsk_a")).containsExactly("first", "More about r1", "More about r3");
        assertThat(Workshop.lines(ended.directory().resolve("results.jsonl")))
                .extracting(line -> line.path("output_text").asString())
                .containsExactlyInAnyOrder("done: More about r1", "done: More about r2", "done: More about r3");
        assertThat(ended.summary().credits().spent()).isEqualTo(9);
    }

    @Test
    void rowsOfOneTaskGoOneAfterTheOtherInTheirOrder() throws IOException {
        server.latency(Duration.ofMillis(60));

        Ended ended = expect(
                ExitCode.DONE,
                workshop.rows("r1=tsk_a r2=tsk_a r3=tsk_b r4=tsk_a").start());

        assertThat(turns("tsk_a")).containsExactly("first", "More about r1", "More about r2", "More about r4");
        assertThat(ended.summary().credits().spent()).isEqualTo(12);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void anAnswerThatIsLostIsFoundByCountAndText() throws IOException {
        server.plan(seen -> seen.isSend() && seen.body().contains("More") ? new Fault.ResetAfter() : Fault.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.rows("r1=tsk_a r2=tsk_b").start());

        assertThat(server.books().turns()).isEqualTo(4);
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
    }

    @Test
    void aSendThatNeverArrivedIsSentAgainAfterTheGrace() throws IOException {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> seen.isSend() && once.getAndSet(false) ? new Fault.ResetBefore() : Fault.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.rows("r1=tsk_a").start());

        assertThat(turns("tsk_a")).containsExactly("first", "More about r1");
        assertThat(ended.summary().credits().spent()).isEqualTo(3);
    }

    /** At the first send of a row somebody else's arrives first. */
    private void somebodyElseBefore(Fault then) {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> {
            if (seen.isSend() && seen.body().contains("More about r1") && once.getAndSet(false)) {
                buy("tsk_a", "Somebody else");
                return then;
            }
            return Fault.NONE;
        });
    }

    @Test
    void aTurnOfSomebodyElseInBetweenIsNotOurs() throws IOException {
        somebodyElseBefore(new Fault.ResetBefore());

        Ended held = expect(ExitCode.ROWS, workshop.rows("r1=tsk_a").start());

        assertThat(errors(held)).contains("unresolved", "1 turn was added to task tsk_a by others");
        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else");
        expect(ExitCode.DONE, workshop.reopen(new Reopening.Resolve("r1", Reopening.Choice.RESEND)));
        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else", "More about r1");
    }

    @Test
    void whoDiesAtAnOrderedSendDoesNotSendOnceMore() throws IOException {
        somebodyElseBefore(new Fault.ResetBefore());
        Files.createDirectories(folder.resolve("first"));
        workshop = continuing(folder.resolve("first")).rows("r1=tsk_a");
        expect(ExitCode.ROWS, workshop.start());
        StopSwitch stop = new StopSwitch();
        server.plan(death(stop, folder.resolve("copy/runs/job"), new Fault.ResetBefore()));
        expect(ExitCode.STOPPED, workshop.reopen(new Reopening.Resolve("r1", Reopening.Choice.RESEND), stop));
        server.plan(FaultPlan.NONE);
        buy("tsk_a", "Somebody again");

        Workshop second = continuing(folder.resolve("copy")).rows("r1=tsk_a");
        Ended held = expect(ExitCode.ROWS, second.start());

        assertThat(errors(held)).contains("unresolved", "added to task tsk_a by others");
        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else", "Somebody again");
    }

    @Test
    void aTurnOfSomebodyElseBesideOursDoesNotChangeOurs() throws IOException {
        somebodyElseBefore(Fault.NONE);
        server.credits(input -> input.startsWith("Somebody") ? 50 : 3);

        Ended ended = expect(ExitCode.DONE, workshop.rows("r1=tsk_a").start());

        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else", "More about r1");
        assertThat(ended.summary().credits().spent()).isEqualTo(3);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    private void buy(String task, String input) {
        try {
            new Audits(workshop).buy(server, task, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTaskThatIsNotThereIsNeverStarted() throws IOException {
        Ended ended =
                expect(ExitCode.ROWS, workshop.rows("r1=tsk_a r2=tsk_gone").start());

        assertThat(errors(ended)).contains("\"class\":\"continues\"", "the server has no task tsk_gone");
        assertThat(server.books().task("tsk_gone")).isNull();
        assertThat(ended.summary().credits().spent()).isEqualTo(3);
        assertThat(sends()).isEqualTo(3);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void aTaskOfAnotherWorkerAndAnIdThatIsNoneAreToldApart() throws IOException {
        Ended ended = expect(
                ExitCode.ROWS,
                workshop.set("worker.id", "wrk_2").rows("r1=tsk_a r2=no/id").start());

        assertThat(errors(ended)).contains("task tsk_a belongs to worker wrk_1 and not to wrk_2");
        assertThat(Workshop.lines(ended.directory().resolve("rejected.jsonl")).toString())
                .contains("task.continues renders to \\\"no/id\\\"");
        assertThat(sends()).isEqualTo(2);
    }

    @Test
    void aTaskAtWorkIsWaitedFor() throws Exception {
        server.latency(Duration.ofMillis(700));
        Thread other = new Thread(() -> buy("tsk_a", "Somebody else"), "somebody");
        other.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> server.books().turns("tsk_a") == 2);

        expect(ExitCode.DONE, workshop.rows("r1=tsk_a").start());

        other.join();
        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else", "More about r1");
    }

    /** The state of the disk at the send; nothing that the process asks after that reaches the server. */
    private FaultPlan death(StopSwitch stop, Path copy, Fault last) {
        AtomicBoolean dead = new AtomicBoolean();
        return seen -> {
            if (dead.get()) {
                return new Fault.ResetBefore();
            }
            if (seen.isSend() && seen.body().contains("More about r1")) {
                dead.set(true);
                try {
                    Files.createDirectories(copy);
                    Workshop.copyAtRest(workshop.store(), copy);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                stop.stop("dead");
                return last;
            }
            return Fault.NONE;
        };
    }

    @Test
    void whoDiesAtTheSendGoesOnByTheCount() throws IOException {
        for (Fault last : List.of(new Fault.ResetBefore(), new Fault.ResetAfter())) {
            boolean taken = last instanceof Fault.ResetAfter;
            Path place = Files.createDirectories(folder.resolve(taken ? "taken" : "not"));
            workshop = continuing(place).rows("r1=tsk_a r2=tsk_a");
            server.forget();
            buy("tsk_a", "first");
            StopSwitch stop = new StopSwitch();
            server.plan(death(stop, place.resolve("copy/runs/job"), last));
            expect(
                    ExitCode.STOPPED,
                    workshop.start(
                            new Workshop.Ask(workshop.request())
                                    .grace(Duration.ZERO)
                                    .request(),
                            stop));
            server.plan(FaultPlan.NONE);
            assertThat(turns("tsk_a")).hasSize(taken ? 2 : 1);

            Workshop second = continuing(place.resolve("copy")).rows("r1=tsk_a r2=tsk_a");
            Ended ended = expect(ExitCode.DONE, second.start());

            assertThat(turns("tsk_a")).containsExactly("first", "More about r1", "More about r2");
            assertThat(ended.summary().credits().spent()).isEqualTo(6);
        }
    }

    @Test
    void anotherTurnIsBoughtForOneThatFailed() throws IOException {
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        expect(ExitCode.ROWS, workshop.rows("r1=tsk_a").start());
        server.plan(FaultPlan.NONE);

        Ended ended = expect(
                ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false)));

        assertThat(turns("tsk_a")).containsExactly("first", "More about r1", "More about r1");
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void aLostLedgerIsNoReasonToBuyTheTurnAgain() throws IOException {
        expect(ExitCode.DONE, workshop.rows("r1=tsk_a r2=tsk_b").start(ask -> ask.id("june")));
        Workshop second =
                continuing(Files.createDirectories(folder.resolve("second"))).rows("r1=tsk_a r2=tsk_b");

        expect(ExitCode.DECISION, second.start(ask -> ask.id("june")));
        Ended ended = expect(ExitCode.DONE, second.start(ask -> ask.id("june").choice(RunRequest.Choice.LOOK_FIRST)));

        assertThat(server.books().turns()).isEqualTo(4);
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
    }

    private Workshop twoOfOneText() throws IOException {
        return workshop.set("task.input", "Go on")
                .set("resend.unresolved", "hold")
                .rows("r1=tsk_a r2=tsk_a");
    }

    @Test
    void theTurnOfAnotherRowWithTheSameTextIsNotAdopted() throws IOException {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> seen.isSend() && once.getAndSet(false) ? new Fault.ResetBefore() : Fault.NONE);
        expect(ExitCode.ROWS, twoOfOneText().start());
        assertThat(turns("tsk_a")).containsExactly("first", "Go on");

        Ended held = expect(ExitCode.ROWS, workshop.reopen(new Reopening.Resolve("r1", Reopening.Choice.ADOPT)));
        assertThat(errors(held)).contains("unresolved", "none with its text that is not another row's");

        Ended ended = expect(ExitCode.DONE, workshop.reopen(new Reopening.Resolve("r1", Reopening.Choice.RESEND)));
        assertThat(turns("tsk_a")).containsExactly("first", "Go on", "Go on");
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void oneTurnThatCameLateIsAdoptedByOneRow() throws IOException {
        server.plan(seen -> seen.isSend() ? new Fault.ResetBefore() : Fault.NONE);
        expect(ExitCode.ROWS, twoOfOneText().start());
        server.plan(FaultPlan.NONE);
        buy("tsk_a", "Go on");

        Ended ended = expect(
                ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false)));

        assertThat(turns("tsk_a")).containsExactly("first", "Go on", "Go on");
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void oneTurnBehindAStrangeOneIsAdoptedByOneRow() throws IOException {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> {
            if (seen.isSend() && seen.body().contains("Go on") && once.getAndSet(false)) {
                buy("tsk_a", "Somebody else");
            }
            return seen.isSend() && seen.body().contains("Go on") ? new Fault.ResetBefore() : Fault.NONE;
        });
        expect(ExitCode.ROWS, twoOfOneText().start());
        server.plan(FaultPlan.NONE);
        buy("tsk_a", "Go on");

        Ended ended = expect(
                ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false)));

        assertThat(turns("tsk_a")).containsExactly("first", "Somebody else", "Go on", "Go on");
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }

    @Test
    void fromALostLedgerTheTurnOfOneRowIsNotThatOfAnother() throws IOException {
        expect(ExitCode.DONE, twoOfOneText().rows("r1=tsk_a").start(ask -> ask.id("june")));
        workshop = continuing(Files.createDirectories(folder.resolve("second")));

        Ended ended =
                expect(ExitCode.DONE, twoOfOneText().start(ask -> ask.id("june").choice(RunRequest.Choice.LOOK_FIRST)));

        assertThat(turns("tsk_a")).containsExactly("first", "Go on", "Go on");
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(new Audits(workshop).verify().kinds()).isEmpty();
    }
}
