package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Reopening.Status;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retry}: what failed is bought once more, and what is at the server after all is not. */
class RetryTest {

    private static final Reopening.Retry FAILED = new Reopening.Retry(Set.of(Status.FAILED), null, false);

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeEach
    void prepare() {
        workshop = new Workshop(folder, server).set("limits.concurrency", "4").set("resend.attempts", "1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static FaultPlan forSends(Predicate<String> body, Fault fault) {
        return seen -> seen.isSend() && body.test(seen.body()) ? fault : Fault.NONE;
    }

    private int sends() {
        return (int) server.books().requests().stream().filter(Sighting::isSend).count();
    }

    private static Ended expect(ExitCode exit, Ended ended) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        return ended;
    }

    /** They would stand there as not sent, and why they had failed would be gone. */
    @Test
    void nothingIsOpenedThatCouldNotBePaid() throws IOException {
        server.plan(seen -> seen.isSend() && seen.body().contains("word-b") ? new Fault.TaskFails() : Fault.NONE);
        Ended first = workshop.rows("a b c").start();
        assertThat(first.exit()).as(first.said()).isEqualTo(ExitCode.ROWS);
        server.plan(FaultPlan.NONE);
        workshop.set("limits.credits", String.valueOf(first.summary().credits().spent()));

        Ended refused = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));

        assertThat(refused.exit()).as(refused.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(refused.said()).contains("no row was opened and nothing was sent", "--set limits.credits=");
        assertThat(Workshop.lines(first.directory().resolve("failed.jsonl"))).hasSize(1);
        workshop.set("limits.credits", "100");
        Ended paid = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));
        assertThat(paid.exit()).as(paid.said()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatFailedIsBoughtOnceMoreAndItsCostStays() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.TaskFails()));
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        server.plan(FaultPlan.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("Opened again: 1 row, 1 as a new task at once, 0 after a look");
        assertThat(server.books().turns()).isEqualTo(4);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(12);
        assertThat(ended.summary().attempts()).isEqualTo(4);
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).containsExactly("a", "b", "c");
        assertThat(Workshop.lines(ended.directory().resolve("failed.jsonl"))).isEmpty();

        Ended again = expect(ExitCode.DONE, workshop.reopen(FAILED));
        assertThat(again.said()).contains("None of the rows is ", "nothing to retry: no row was opened again");
        expect(ExitCode.DONE, workshop.start());
        assertThat(server.books().turns()).isEqualTo(4);
    }

    /** Never exit 0 with rows left: a script would believe it. */
    @Test
    void anUnfinishedRunWithNothingToRetryIsNotDone() throws IOException {
        expect(ExitCode.DONE, workshop.rows("a b c").start(ask -> ask.rows(1, 1)));

        Ended ended = expect(ExitCode.STOPPED, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("nothing to retry", "the run is not finished, and run goes on with 2 rows");
        assertThat(ended.summary().continueWith()).startsWith("run job.yaml");
        assertThat(sends()).isEqualTo(1);
    }

    /** It cannot begin a run: what would is not offered. */
    @Test
    void atAnotherServerNothingIsOpenedAgain() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.TaskFails()));
        expect(ExitCode.ROWS, workshop.rows("a b").start());
        try (FaultServer other = FaultServer.create().start()) {
            Ended ended = expect(
                    ExitCode.DECISION,
                    workshop.set("api.baseUrl", other.url().toString()).reopen(FAILED));
            assertThat(ended.said())
                    .contains("never changes its server", "Set api.baseUrl back")
                    .doesNotContain("--new");
            assertThat(other.books().requests()).isEmpty();
        }
    }

    @Test
    void aTaskThatExistsAfterAllIsTakenAndNotBoughtAgain() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.Late(Duration.ofSeconds(4))));
        Ended first = expect(ExitCode.ROWS, workshop.rows("a b c").start());
        assertThat(Workshop.lines(first.directory().resolve("failed.jsonl"))
                        .get(0)
                        .at("/_error/class")
                        .asString())
                .isEqualTo("unresolved");
        await().atMost(Duration.ofSeconds(10)).until(() -> server.books().turns() == 3);

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("1 after a look");
        assertThat(sends()).isEqualTo(3);
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(ended.summary().credits().spent()).isEqualTo(9);
        assertThat(ended.summary().attempts()).isEqualTo(3);
    }

    @Test
    void whatIsAbsentThroughTheGraceIsSentUnderANewId() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.ResetBefore()));
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        server.plan(FaultPlan.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(sends()).isEqualTo(4);
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(ended.summary().attempts()).isEqualTo(4);
    }

    @Test
    void whatTheApiRefusedIsLookedAtOnceAndThenBought() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.ErrorBefore(422, "too odd")));
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        server.plan(FaultPlan.NONE);
        String refused = new Audits(workshop).taskOf("b");

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("Opened again: 1 row, 0 as new tasks at once, 1 after a look");
        assertThat(server.books().requests().stream()
                        .filter(seen -> refused.equals(seen.taskId()))
                        .map(Sighting::method))
                .startsWith("POST", "GET")
                .containsOnlyOnce("POST");
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(ended.summary().attempts()).isEqualTo(4);
    }

    @Test
    void whatTheApiRefusedAndHasAfterAllIsTaken() throws Exception {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.ErrorBefore(422, "too odd")));
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        server.plan(FaultPlan.NONE);
        Audits audits = new Audits(workshop);
        audits.buy(server, audits.taskOf("b"), "Say word-b");
        int sends = sends();

        expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(sends()).isEqualTo(sends);
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void whatVerifyFoundOfAFailedRowIsLookedAt() throws IOException {
        expect(ExitCode.DONE, workshop.rows("a b c").start());
        Audits audits = new Audits(workshop);
        workshop.looking(jdbc -> jdbc.update(
                        "update ledger_answer set outcome = 'F', error_kind = 'error',"
                                + " error_message = 'x' where task_id = ?",
                        audits.taskOf(jdbc, "b"))
                + jdbc.update("update ledger_work set state = 'F' where task_id = ?", audits.taskOf(jdbc, "b")));
        assertThat(audits.verify().kinds()).containsExactly("b different_status");

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("1 after a look");
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void aPaidAnswerThatCannotBeReadIsOnlyBoughtAgainWhenAskedFor() throws IOException {
        FaultPlan unreadable = seen -> seen.path().startsWith("/api/workers/")
                ? new Fault.ErrorBefore(404, "gone")
                : seen.isSend() && seen.body().contains("word-b") && seen.nthSend() == 1
                        ? new Fault.ResetAfter()
                        : Fault.NONE;
        server.plan(unreadable);
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        assertThat(sends()).isEqualTo(3);

        Ended still = expect(ExitCode.ROWS, workshop.reopen(FAILED));
        assertThat(sends()).isEqualTo(3);
        assertThat(Workshop.lines(still.directory().resolve("failed.jsonl"))
                        .get(0)
                        .at("/_error")
                        .toString())
                .contains("\"class\":\"lost\"", "only retry --fresh buys a new one");

        server.plan(forSends(body -> body.contains("word-x"), new Fault.ResetAfter()));
        Ended read = expect(ExitCode.DONE, workshop.reopen(FAILED));
        assertThat(sends()).isEqualTo(3);
        assertThat(Workshop.keys(read.directory().resolve("results.jsonl"))).containsExactly("a", "b", "c");
    }

    @Test
    void freshBuysALostAnswerAnew() throws IOException {
        server.plan(seen -> seen.path().startsWith("/api/workers/")
                ? new Fault.ErrorBefore(404, "gone")
                : seen.isSend() && seen.body().contains("word-b") && sends() <= 3
                        ? new Fault.ResetAfter()
                        : Fault.NONE);
        expect(ExitCode.ROWS, workshop.rows("a b c").start());

        Ended ended = expect(ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Status.FAILED), null, true)));

        assertThat(sends()).isEqualTo(4);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(12);
    }

    @Test
    void foreignKeyBuysNothing() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.ResetBefore()));
        expect(ExitCode.ROWS, workshop.rows("a b c").start());
        server.plan(FaultPlan.NONE).foreignKey(true);

        expect(ExitCode.CREDENTIALS, workshop.reopen(FAILED));
        assertThat(sends()).isEqualTo(3);

        server.foreignKey(false);
        expect(ExitCode.DONE, workshop.start());
        assertThat(server.books().turns()).isEqualTo(3);
    }

    /** The state of the disk at one send; nothing that the process asks after that reaches the server. */
    private FaultPlan death(StopSwitch stop, Path copy, int atSend) {
        int before = sends();
        boolean[] dead = {false};
        return seen -> {
            synchronized (dead) {
                if (dead[0]) {
                    return new Fault.ResetBefore();
                }
                if (seen.isSend() && sends() == before + atSend) {
                    dead[0] = true;
                    try {
                        Files.createDirectories(copy);
                        Workshop.copyAtRest(workshop.store(), copy);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    stop.stop("dead");
                }
                return Fault.NONE;
            }
        };
    }

    @Test
    void aCrashInTheMiddleIsContinuedByRun() throws IOException {
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        expect(ExitCode.ROWS, workshop.rows(Workshop.numbered(20)).start());
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofMillis(20)).plan(death(stop, folder.resolve("copy/runs/job"), 8));
        expect(ExitCode.STOPPED, workshop.reopen(FAILED, stop));
        server.plan(FaultPlan.NONE);

        Workshop second = new Workshop(folder.resolve("copy"), server).rows(Workshop.numbered(20));
        Ended ended = expect(ExitCode.DONE, second.start());

        assertThat(server.books().turns()).isEqualTo(40);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(120);
        assertThat(Workshop.lines(ended.directory().resolve("results.jsonl"))).hasSize(20);
    }

    @Test
    void aStoppedRetryIsContinuedByTheSameWordsWithoutBuyingAgainWhatFailedSince() throws IOException {
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        expect(ExitCode.ROWS, workshop.rows(Workshop.numbered(20)).start());
        StopSwitch stop = new StopSwitch();
        int before = sends();
        server.latency(Duration.ofMillis(20)).plan(seen -> {
            if (seen.isSend() && sends() == before + 8) {
                stop.stop("enough");
            }
            return seen.isSend() ? new Fault.TaskFails() : Fault.NONE;
        });
        Ended stopped = expect(ExitCode.STOPPED, workshop.reopen(FAILED, stop));
        assertThat(stopped.summary().continueWith()).isEqualTo("again job.yaml");

        Ended ended = expect(ExitCode.ROWS, workshop.reopen(FAILED));

        assertThat(ended.said()).contains("Goes on with ");
        assertThat(server.books().turns()).isEqualTo(40);
        assertThat(ended.summary().attempts()).isEqualTo(40);
        assertThat(workshop.reopen(FAILED).said()).contains("Opened again: 20 rows");
        assertThat(server.books().turns()).isEqualTo(60);
    }

    @Test
    void rowsThatWereNotSelectedYetAreNotSent() throws IOException {
        server.plan(forSends(body -> body.contains("word-a"), new Fault.TaskFails()));
        expect(ExitCode.ROWS, workshop.rows("a b c d").start(ask -> ask.rows(1, 2)));
        server.plan(FaultPlan.NONE);

        Ended ended = expect(ExitCode.DONE, workshop.reopen(FAILED));

        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(ended.summary().continueWith()).isEqualTo("run job.yaml");
        assertThat(workshop.reopen(FAILED).said()).contains("None of the rows is ");
        expect(ExitCode.DONE, workshop.start());
        assertThat(server.books().turns()).isEqualTo(5);
    }

    @Test
    void keysChooseRows() throws IOException {
        server.plan(seen -> seen.isSend() && !seen.body().contains("word-a") ? new Fault.TaskFails() : Fault.NONE);
        expect(ExitCode.ROWS, workshop.rows("a b c d").start());
        server.plan(FaultPlan.NONE);
        Path keys = folder.resolve("keys.txt");
        Reopening.Retry some = new Reopening.Retry(Set.of(Status.FAILED), keys, false);

        Files.writeString(keys, "b\nx\n");
        assertThat(expect(ExitCode.USAGE, workshop.reopen(some)).said()).contains("no row with the key x");
        Files.writeString(keys, "a\r\n\r\nb\r\n");
        Ended ended = expect(ExitCode.ROWS, workshop.reopen(some));

        assertThat(ended.said()).contains("1 row of the file is not failed and left as it is (a is completed)");
        assertThat(server.books().turns()).isEqualTo(5);
        Files.delete(keys);
        assertThat(expect(ExitCode.USAGE, workshop.reopen(some)).said()).contains("cannot be read");
    }

    @Test
    void unusableRowsAreBoughtAnewWhenAskedFor() throws IOException {
        server.plan(forSends(body -> body.contains("word-b"), new Fault.EndlessBodyAfter(1 << 20, Duration.ZERO)));
        workshop.rows("a b").start();
        server.plan(FaultPlan.NONE);
        workshop.looking(jdbc -> jdbc.update("update ledger_work set state = 'N' where number = 2")
                + jdbc.update("update ledger_answer set outcome = 'N', error_kind = 'empty', error_message = 'nothing'"
                        + " where outcome <> 'C' or row_id in (select row_id from ledger_work where number = 2)"));

        assertThat(workshop.reopen(FAILED).said()).contains("None of the rows is ");
        expect(ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Status.FAILED, Status.UNUSABLE), null, true)));
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(server.books().tasks().stream().map(Books.Task::turns).map(List::size))
                .containsExactly(1, 1, 1);
    }

    @Test
    void withoutARunThereIsNothingToRetry() throws IOException {
        Ended ended = expect(ExitCode.USAGE, workshop.rows("a").reopen(FAILED));

        assertThat(ended.said()).contains("has no such run yet");
        assertThat(workshop.store().resolveSibling("store.mv.db")).doesNotExist();
    }
}
