package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do with added turns what no document promises they do not. */
class TurnsInDoubtTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeEach
    void prepare() throws IOException {
        for (String task : new String[] {"tsk_a", "tsk_b", "tsk_c", "tsk_d"}) {
            server.books().begin(task, "wrk_1", "first");
        }
        workshop = new Workshop(folder, server)
                .set("limits.concurrency", "4")
                .set("task.input", "More about {{id}}")
                .set("task.continues", "{{text}}");
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The second start knows from the first one how long turns take. */
    @Test
    void whatIsShownAtItsEndOnlyIsWaitedForThreeTimesTheSlowest() throws IOException {
        server.turnsAtEnd(true).latency(id -> Duration.ofMillis(id.equals("tsk_a") ? 1_000 : 2_500));
        workshop.rows("r1=tsk_a r2=tsk_b");
        Ended first = workshop.start(ask -> ask.rows(1, 1));
        assertThat(first.exit()).as(first.said()).isEqualTo(ExitCode.DONE);
        server.plan(seen -> seen.isSend() ? new Fault.ResetAfter() : Fault.NONE);

        Ended second = workshop.start();

        assertThat(second.exit()).as(second.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns("tsk_b")).isEqualTo(2);
        assertThat(second.summary().credits().spent()).isEqualTo(6);
    }

    @Test
    void aServerThatStartsNewTasksInsteadIsAskedForOneTurn() throws IOException {
        server.startsAnew(true).latency(Duration.ofMillis(50));

        Ended ended = workshop.rows("r1=tsk_a r2=tsk_b r3=tsk_c r4=tsk_d").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said())
                .contains("went alone, because no turn was added at this server yet", "one turn was spent");
        assertThat(server.books().tasks()).hasSize(5);
        assertThat(ended.summary().rows().pending()).isEqualTo(3);
    }

    /** An input that is sorted by task, as most are. */
    @Test
    void manyRowsOfOneTaskLeaveTheOtherSlotsToOthers() throws IOException {
        server.latency(Duration.ofMillis(60));
        StringJoiner rows = new StringJoiner(" ");
        IntStream.range(0, 20).forEach(i -> rows.add("a" + i + "=tsk_a"));

        Ended ended = workshop.rows(rows.add("last=tsk_b").toString()).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);

        List<String> sent = server.books().requests().stream()
                .filter(Sighting::isSend)
                .map(send -> String.valueOf(send.taskId()))
                .toList();
        assertThat(sent.lastIndexOf("tsk_b")).as(sent.toString()).isBetween(0, 12);
        assertThat(server.books().turns("tsk_a")).isEqualTo(21);
    }

    /** What is lost on the way makes way. */
    @Test
    void theFirstTurnThatIsLostHoldsUpNobody() throws IOException {
        server.plan(seen -> seen.isSend() && seen.body().contains("r1") && seen.nthSend() == 1
                ? new Fault.ResetBefore()
                : Fault.NONE);

        Ended ended = workshop.rows("r1=tsk_a r2=tsk_b r3=tsk_c r4=tsk_d").start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(8);
        assertThat(server.books().sends("tsk_a")).isEqualTo(2);
    }

    /** Claimed and never sent, since no base is on disk: none of them is a reason for the others to wait for a price. */
    @Test
    @Timeout(60)
    void turnsThatADeadProcessHadOnlyClaimedHoldEachOtherNotUpUnderACreditLimit() throws IOException {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            stop.stop("dead");
            return new Fault.Html404();
        });
        workshop.rows("r1=tsk_a r2=tsk_a r3=tsk_a r4=tsk_b r5=tsk_b r6=tsk_b").set("limits.credits", "100");
        Ended died = workshop.start(
                new Workshop.Ask(workshop.request()).grace(Duration.ZERO).request(), stop);
        assertThat(died.exit()).as(died.said()).isEqualTo(ExitCode.STOPPED);
        workshop.looking(jdbc -> jdbc.update("update ledger_work set state = 'S', sends = 1, reserved = 1,"
                + " settings_no = (select settings_no from ledger_run),"
                + " task_id = case when number <= 3 then 'tsk_a' else 'tsk_b' end"));
        server.plan(seen -> Fault.NONE);

        Ended ended = workshop.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns("tsk_a")).isEqualTo(1 + 3);
        assertThat(server.books().turns("tsk_b")).isEqualTo(1 + 3);
        assertThat(ended.summary().credits().spent()).isEqualTo(18);
    }

    /** A server without a list of turns: a task with its first one alone has none of ours, and of others nobody knows. */
    @Test
    void aNamedRunBeginsWhereTheServerListsNoTurns() throws IOException {
        server.plan(seen -> seen.path().endsWith("/turns")
                ? new Fault.ErrorBefore(404, "application/json", "{\"error\":\"not found\"}", Map.of())
                : Fault.NONE);
        workshop.rows("r1=tsk_a r2=tsk_b");

        Ended june = workshop.start(ask -> ask.id("june"));
        assertThat(june.exit()).as(june.said()).isEqualTo(ExitCode.DONE);
        Ended july = workshop.start(ask -> ask.id("july"));
        assertThat(july.exit()).as(july.said()).isEqualTo(ExitCode.DECISION);
        assertThat(july.said()).contains("has 2 turns, and the server lists none", "leave --run-id away");
        assertThat(server.books().turns("tsk_a")).isEqualTo(2);
    }

    /** Every day a run of its own, in one store or in one that is lost: each row adds its turn, whatever text others have. */
    @Test
    void runsThatLookFirstTakeNoTurnOfEachOther() throws IOException {
        workshop.rows("r1=tsk_a r2=tsk_a r3=tsk_a r4=tsk_b").set("task.input", "Go on");

        for (int day = 1; day <= 3; day++) {
            String id = "day-" + day;
            boolean looks = day < 3;
            Ended ended = workshop.start(ask -> looks ? ask.id(id).choice(RunRequest.Choice.LOOK_FIRST) : ask.id(id));

            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
            assertThat(server.books().turns("tsk_a")).as(id).isEqualTo(1 + 3 * day);
            assertThat(server.books().turns("tsk_b")).as(id).isEqualTo(1 + day);
            assertThat(ended.summary().credits().spent()).isEqualTo(12);
            assertThat(new Audits(workshop).verify().kinds()).isEmpty();
        }
    }
}
