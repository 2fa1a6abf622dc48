package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads while rows are in doubt, or nothing is sent. */
@Timeout(60)
class RowsInDoubtTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    /** Two of three rows are in doubt, and hold all slots. */
    private Workshop killed() throws IOException {
        Workshop workshop =
                new Workshop(folder, server).set("limits.concurrency", "2").rows("a b c");
        assertThat(workshop.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        workshop.looking(
                jdbc -> jdbc.update("update ledger_work set state = 'S', sends = 1, task_id = 'tsk_lost-' || number,"
                        + " settings_no = (select settings_no from ledger_run) where number > 1"));
        return workshop;
    }

    @Test
    void aStartThatMayNotLastAsLongAsTheGraceSaysSo() throws IOException {
        Workshop workshop = killed().set("resend.lookupGrace", "4s").set("limits.time", "1s");
        for (int start = 1; start <= 2; start++) {
            Ended ended = workshop.start(ask -> ask.grace(Duration.ofMillis(100)));
            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
            assertThat(ended.said()).contains("Warning: 2 rows are in doubt", "holds a slot", "--set limits.time=8s");
            assertThat(ended.summary().reason())
                    .contains("(limits.time)", "2 rows are in doubt", "--set limits.time=8s");
            assertThat(ended.summary().limitsMet()).containsExactly("limits.time");
        }
        assertThat(server.books().turns()).isOne();

        Ended enough = workshop.set("limits.time", "40s").start();
        assertThat(enough.exit()).as(enough.said()).isEqualTo(ExitCode.DONE);
        assertThat(enough.said()).doesNotContain("Warning");
        assertThat(server.books().turns()).isEqualTo(3);
    }

    /** Nobody knows whether the process that died had sent them: the log does not say that they are sent again. */
    @Test
    void theLogTellsOfRowsThatADeadProcessLeft() throws IOException {
        Ended ended = killed().start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(events(ended))
                .containsSubsequence(
                        "warn rows_left_in_doubt rows=2",
                        "info row_in_doubt row=2 key=b task_id=tsk_lost-2",
                        "info row_in_doubt row=3 key=c task_id=tsk_lost-3")
                .contains("info row_sent_after_look row=2 key=b task_id=tsk_lost-2 sends=1")
                .noneMatch(event -> event.contains("row_sent_again"));
    }

    @Test
    void theLogTellsWhatThisStartSendsAgain() throws IOException {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> seen.isSend() && seen.body().contains("word-b") && once.getAndSet(false)
                ? new Fault.ResetBefore()
                : Fault.NONE);
        Ended ended = new Workshop(folder, server).rows("a b c").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(events(ended))
                .anyMatch(event -> event.matches("info row_in_doubt row=2 .*"))
                .anyMatch(event -> event.matches("info row_sent_again row=2 .*sends=2"))
                .noneMatch(event -> event.contains("left_in_doubt") || event.contains("after_look"));
    }

    /** Without their times. */
    private static List<String> events(Ended ended) throws IOException {
        return Files.readAllLines(ended.directory().resolve("run.log")).stream()
                .map(line -> line.replaceFirst("^\\S+ (\\S+) +", "$1 "))
                .toList();
    }

    @Test
    void aStopTellsWhatIsLeftInDoubt() throws IOException {
        StopSwitch stop = new StopSwitch();
        Workshop workshop = killed().set("resend.lookupGrace", "90s");
        server.plan(seen -> {
            stop.stop("asked to");
            return Fault.NONE;
        });
        Ended ended = workshop.start(
                new Workshop.Ask(workshop.request())
                        .grace(Duration.ofMillis(100))
                        .request(),
                stop);
        assertThat(ended.summary().reason())
                .contains("asked to. 2 rows are in doubt: the next start looks them up, for 1m 30s at most");
    }

    @Test
    void theStatusSaysWhatIsWaitedForAndUntilWhen() throws IOException {
        Workshop workshop = killed().set("resend.lookupGrace", "90s");
        saysWhileItRuns(workshop, "2 rows in doubt: looked up until \\d\\d:\\d\\d:\\d\\d");
    }

    @Test
    void theStatusSaysHowLongTheServerAskedToWait() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        server.plan(seen -> new Fault.RateLimit("300"));
        saysWhileItRuns(workshop, "the server asked to slow down, until \\d\\d:\\d\\d:\\d\\d");
    }

    private void saysWhileItRuns(Workshop workshop, String words) {
        StopSwitch stop = new StopSwitch();
        RunRequest request = new Workshop.Ask(workshop.request())
                .grace(Duration.ofMillis(100))
                .request();
        CompletableFuture<Ended> run =
                CompletableFuture.supplyAsync(() -> workshop.start(request, stop), Workshop.ASIDE);
        Path status = folder.resolve("runs/job/store.status.json");
        try {
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> Files.readString(status).matches("(?s).*\"waiting_for\":\"" + words + "\".*"));
        } finally {
            stop.stop("enough");
            server.plan(FaultPlan.NONE);
            run.join();
        }
    }
}
