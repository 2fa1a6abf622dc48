package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Audits.Audited;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The audit against a server whose books are known: what it finds, what it corrects, and that it only reads. */
class VerifyTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(folder, server);
    private Audits audits = new Audits(workshop);

    @BeforeEach
    void open() {
        workshop = new Workshop(folder, server).set("limits.concurrency", "8");
        audits = new Audits(workshop);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aCleanRunIsCleanAndNothingIsSent() throws IOException {
        Ended run = workshop.rows("a b c").start();
        byte[] results = Files.readAllBytes(run.directory().resolve("results.jsonl"));
        int before = server.books().requests().size();

        Audited audited = audits.verify();

        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.said()).contains("the server agrees with the ledger in all of 3 attempts");
        List<Sighting> reads = server.books()
                .requests()
                .subList(before, server.books().requests().size());
        assertThat(reads).hasSize(3).allMatch(seen -> seen.method().equals("GET"));
        assertThat(audited.findings()).isEmpty();
        assertThat(Files.readAllBytes(run.directory().resolve("results.jsonl"))).isEqualTo(results);
        JsonNode audit = audited.summary().path("audit");
        assertThat(audit.path("attempts").asLong()).isEqualTo(3);
        assertThat(audit.path("credits").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(9);
        assertThat(audit.path("findings").asLong()).isZero();
        assertThat(Workshop.json(workshop.start().directory().resolve("summary.json"))
                        .path("audit"))
                .as("a start that finds nothing to do leaves it")
                .isEqualTo(audit);
    }

    @Test
    void surplusTurnsAreFoundPricedAndBooked() throws Exception {
        Ended run = workshop.rows("a b c").start();
        audits.buy(server, audits.taskOf("b"), "Say word-b");
        audits.buy(server, audits.taskOf("b"), "Say word-b");

        Audited audited = audits.verify();

        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds()).containsExactly("b surplus_turns");
        JsonNode finding = audited.findings().get(0);
        assertThat(finding.path("surplus_turns").asInt()).isEqualTo(2);
        assertThat(finding.path("credits").asLong()).isEqualTo(6);
        assertThat(finding.path("row").asLong()).isEqualTo(2);
        assertThat(finding.path("task_id").asString()).isEqualTo(audits.taskOf("b"));
        assertThat(audited.said())
                .contains("row 2, key b")
                .contains("Surplus: 2 turns, 6 credits")
                .contains("15 credits spent");
        assertThat(audited.summary().path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(15);
        assertThat(audited.summary().path("surplus_turns").asLong()).isEqualTo(2);
        JsonNode line = Workshop.lines(run.directory().resolve("results.jsonl")).get(1);
        assertThat(line.path("credits").asLong())
                .as("the files follow the ledger")
                .isEqualTo(9);
        assertThat(line.path("output_text").asString()).isEqualTo("done: Say word-b");

        assertThat(audits.verify().kinds()).as("what is surplus stays surplus").containsExactly("b surplus_turns");
    }

    @Test
    void aTaskThatIsGoneIsMissingOnlyAfterTheGrace() throws IOException {
        workshop.rows("a b c").start();
        String gone = audits.taskOf("b");
        AtomicInteger asked = new AtomicInteger();
        server.plan(seen -> gone.equals(seen.taskId()) && asked.incrementAndGet() == 1 ? absent() : Fault.NONE);
        assertThat(audits.verify().exit()).as("absent once proves nothing").isZero();
        assertThat(asked).hasValue(2);

        server.plan(seen -> gone.equals(seen.taskId()) ? absent() : Fault.NONE);
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds()).containsExactly("b missing");
        assertThat(audited.findings().get(0).path("credits").asLong()).isEqualTo(3);
        assertThat(audited.summary().path("rows").path("completed").asLong())
                .as("no row changes")
                .isEqualTo(3);
    }

    @Test
    void whatProvesNothingIsAskedAgain() throws IOException {
        workshop.rows("a b c d e").start();
        AtomicInteger reads = new AtomicInteger();
        List<Fault> inTurn = List.of(
                new Fault.Html404(),
                new Fault.ErrorBefore(500, "tired"),
                new Fault.RateLimit("0"),
                new Fault.ResetBefore(),
                new Fault.Raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        server.plan(seen -> {
            int nth = reads.getAndIncrement();
            return nth < inTurn.size() ? inTurn.get(nth) : Fault.NONE;
        });
        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(reads).hasValue(10);
    }

    @Test
    void anotherWorkersTaskAndAChangedLedgerAreFound() throws IOException {
        workshop.rows("a b c d").start();
        workshop.looking(jdbc -> {
            jdbc.update("update ledger_settings set worker = 'wrk_2'");
            jdbc.update("update ledger_answer set credits = 5 where task_id = ?", audits.taskOf(jdbc, "b"));
            jdbc.update(
                    "update ledger_answer set outcome = 'F', error_kind = 'error', error_message = 'x' where task_id = ?",
                    audits.taskOf(jdbc, "c"));
            return jdbc.update("update ledger_work set state = 'F' where task_id = ?", audits.taskOf(jdbc, "c"));
        });
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(1);
        assertThat(audited.kinds())
                .containsExactlyInAnyOrder(
                        "a other_worker",
                        "b other_worker",
                        "b different_credits",
                        "c other_worker",
                        "c different_status",
                        "d other_worker");
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(12);
    }

    @Test
    void tasksThatTheLedgerThinksWereNeverTakenAreFound() throws Exception {
        server.plan(seen -> seen.isSend() && seen.body().contains("word-refused")
                ? new Fault.ErrorBefore(422, "too odd")
                : Fault.NONE);
        workshop.rows("good refused").start();
        audits.buy(server, audits.taskOf("refused"), "Say word-refused");

        Audited audited = audits.verify();

        assertThat(audited.kinds()).containsExactly("refused unexpected");
        assertThat(audited.said()).contains("failed (refused) and never taken, and the server has the task");
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(6);
        assertThat(audited.summary().path("rows").path("failed").asLong()).isEqualTo(1);
    }

    @Test
    void aPendingRowWhoseTaskExistsIsLookedUpBeforeItIsSent() throws Exception {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            stop.stop("enough");
            return new Fault.ErrorBefore(429, "slow down");
        });
        workshop.rows("a b c").start(workshop.request(), stop);
        String task = audits.taskOf("a");
        server.plan(FaultPlan.NONE);
        audits.buy(server, task, "Say word-a");

        Audited audited = audits.verify();
        assertThat(audited.kinds()).as(audited.said()).containsExactly("a unexpected");
        assertThat(audited.summary().path("rows").path("pending").asLong()).isEqualTo(3);
        assertThat(audited.summary().path("credits").path("spent").asLong()).isEqualTo(3);

        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent())
                .isEqualTo(server.books().credits())
                .isEqualTo(9);
        assertThat(audits.verify().exit()).isZero();
    }

    @Test
    void removedAndChangedRowsStayOnTheBooks() throws IOException {
        workshop.rows("a b c").start();
        workshop.rows("a=other b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(server.books().turns()).isEqualTo(4);

        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.summary().path("audit").path("attempts").asLong()).isEqualTo(4);
        assertThat(audited.summary().path("audit").path("credits").asLong())
                .isEqualTo(server.books().credits())
                .isEqualTo(12);
    }

    @Test
    void anIdThatWasSentUnderAnEarlierInputIsStillLookedFor() throws Exception {
        server.plan(seen -> seen.isSend() ? new Fault.ResetBefore() : Fault.NONE);
        workshop.set("resend.attempts", "20").set("limits.concurrency", "1").rows("a b");
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            if (seen.isSend() && seen.nthSend() == 1) {
                return new Fault.ResetBefore();
            }
            stop.stop("enough");
            return seen.isSend() ? new Fault.ResetBefore() : absent();
        });
        workshop.start(workshop.request(), stop);
        String first = audits.taskOf("a");
        server.plan(FaultPlan.NONE);
        Ended ended = workshop.rows("a=other b").start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(audits.taskOf("a")).isNotEqualTo(first);
        audits.buy(server, first, "Say word-a");

        Audited audited = audits.verify();
        assertThat(audited.kinds()).as(audited.said()).containsExactly("a unexpected");
        assertThat(audited.findings().get(0).path("task_id").asString()).isEqualTo(first);
        assertThat(audited.summary().path("credits").path("spent").asLong())
                .isEqualTo(server.books().credits());
    }

    @Test
    void aForeignKeyIsNotAFinding() throws IOException {
        Ended run = workshop.rows(Workshop.numbered(60)).start();
        int before = server.books().requests().size();
        server.foreignKey(true);
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(3);
        assertThat(audited.said())
                .contains("none of the tasks that this run knows")
                .contains("HANDINGER_API_KEY");
        assertThat(server.books().requests().size() - before).isLessThan(40);
        assertThat(run.directory().resolve("verify.jsonl")).doesNotExist();

        server.foreignKey(false);
        assertThat(audits.verify().exit()).isZero();
    }

    @Test
    void aRefusedKeyEndsTheAudit() throws IOException {
        workshop.rows("a b").start();
        server.plan(FaultPlan.always(new Fault.Deny(401)));
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(3);
        assertThat(audited.said()).contains("401").contains("Continue: verify job.yaml");
    }

    @Test
    void aStoppedAuditGoesOnWhereItWas() throws IOException {
        workshop.rows(Workshop.numbered(40)).set("limits.concurrency", "2").start();
        int before = server.books().requests().size();
        StopSwitch stop = new StopSwitch();
        AtomicInteger reads = new AtomicInteger();
        server.plan(seen -> {
            if (reads.incrementAndGet() == 20) {
                stop.stop("stopped by SIGINT");
            }
            return reads.get() > 20 ? new Fault.SilenceBefore() : Fault.NONE;
        });
        Audited first = audits.verify(stop);
        assertThat(first.exit()).isEqualTo(6);
        assertThat(first.said()).contains("stopped by SIGINT").contains("Continue: verify job.yaml");

        server.plan(FaultPlan.NONE);
        Audited second = audits.verify();
        assertThat(second.exit()).as(second.said()).isZero();
        assertThat(second.said()).contains("read before");
        assertThat(second.summary().path("audit").path("attempts").asLong()).isEqualTo(40);
        assertThat(server.books().requests().size() - before).isLessThanOrEqualTo(45);

        int finished = server.books().requests().size();
        assertThat(audits.verify().said()).doesNotContain("read before");
        assertThat(server.books().requests().size() - finished).isEqualTo(40);
    }

    @Test
    void aStartInBetweenBeginsTheAuditAnew() throws IOException {
        workshop.rows("a b c d").start(ask -> ask.rows(1, 3));
        StopSwitch stop = new StopSwitch();
        stop.stop("stopped by SIGINT");
        assertThat(audits.verify(stop).exit()).isEqualTo(6);
        workshop.start();
        Audited audited = audits.verify();
        assertThat(audited.exit()).isZero();
        assertThat(audited.summary().path("audit").path("attempts").asLong()).isEqualTo(4);
    }

    @Test
    void aSampleIsDrawnByItsSeed() throws IOException {
        workshop.rows(Workshop.numbered(50)).start();
        int before = server.books().requests().size();
        Audited audited = audits.verify(new StopSwitch(), 5, 17L);
        assertThat(audited.exit()).isZero();
        assertThat(audited.said()).contains("--sample 5 --seed 17");
        List<String> drawn = audits.read(server, before);
        assertThat(drawn).hasSize(5).doesNotHaveDuplicates();
        assertThat(audited.summary().path("audit").path("sample").asInt()).isEqualTo(5);

        int again = server.books().requests().size();
        audits.verify(new StopSwitch(), 5, 17L);
        assertThat(audits.read(server, again)).containsExactlyInAnyOrderElementsOf(drawn);
        int other = server.books().requests().size();
        audits.verify(new StopSwitch(), 5, 18L);
        assertThat(audits.read(server, other)).isNotEqualTo(drawn).hasSize(5);
        int more = server.books().requests().size();
        audits.verify(new StopSwitch(), 500, 1L);
        assertThat(audits.read(server, more)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void theRateOfTheJobIsKept() throws IOException {
        workshop.rows(Workshop.numbered(12)).start();
        workshop.set("limits.requestsPerMinute", "600");
        long began = System.nanoTime();
        assertThat(audits.verify().exit()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1050));
    }

    @Test
    void nothingToVerifyIsAFaultOfTheCommand() throws IOException {
        assertThat(audits.verify().said()).contains("there is no ledger");
        workshop.rows("a").start();
        Audited unknown = audits.verify("nobody");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.said()).contains("has no run nobody");
    }

    @Test
    void aRunThatIsNotFinishedSaysWhatIsOpen() throws IOException {
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofSeconds(2)).plan(seen -> {
            if (server.books().turns() >= 3) {
                stop.stop("enough");
            }
            return Fault.NONE;
        });
        workshop.set("limits.concurrency", "4").rows("a b c d e f g h");
        workshop.start(new Workshop.Ask(workshop.request()).grace(Duration.ZERO).request(), stop);
        server.plan(FaultPlan.NONE);
        Audited audited = audits.verify();
        assertThat(audited.exit()).as(audited.said()).isZero();
        assertThat(audited.said()).contains("had not settled in the ledger");
        Books.Task any = Objects.requireNonNull(server.books().tasks().get(0));
        assertThat(any.turns()).hasSize(1);
    }

    private static Fault absent() {
        return new Fault.ErrorBefore(404, "no such task");
    }
}
