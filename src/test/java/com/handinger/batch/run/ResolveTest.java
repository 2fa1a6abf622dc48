package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Reopening.Choice;
import com.handinger.batch.run.Reopening.Status;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code resend.unresolved: hold}, and what a person then says. Row b never reaches the server. */
class ResolveTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);
    private String held = "";

    @AfterEach
    void close() {
        server.close();
    }

    @BeforeEach
    void hold() throws IOException {
        workshop = new Workshop(folder, server)
                .set("resend.unresolved", "hold")
                .set("limits.concurrency", "4")
                .rows("a b c");
        losing(new Fault.ResetBefore());
        Ended ended = expect(ExitCode.ROWS, workshop.start());
        held = failure(ended);
        server.plan(FaultPlan.NONE);
    }

    private void losing(Fault fault) {
        server.plan(seen -> seen.isSend() && seen.body().contains("word-b") ? fault : Fault.NONE);
    }

    private static String failure(Ended ended) throws IOException {
        return Workshop.lines(ended.directory().resolve("failed.jsonl"))
                .get(0)
                .at("/_error")
                .toString();
    }

    private Ended resolve(Choice choice) {
        return workshop.reopen(new Reopening.Resolve("b", choice));
    }

    private static Ended expect(ExitCode exit, Ended ended) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        return ended;
    }

    private long sends() {
        return server.books().requests().stream().filter(Sighting::isSend).count();
    }

    @Test
    void whatIsHeldIsNotSentAgainByRun() {
        assertThat(held)
                .contains(
                        "\"class\":\"unresolved\"",
                        "held: it may have been sent",
                        "resolve with its key b",
                        "\"status\":null",
                        "\"url\":null");
        expect(ExitCode.ROWS, workshop.start());
        assertThat(sends()).isEqualTo(3);
    }

    @Test
    void adoptFindsNothingAndSaysSo() throws IOException {
        Ended ended = expect(ExitCode.ROWS, resolve(Choice.ADOPT));

        assertThat(ended.said()).contains("Row b is failed (unresolved: held");
        assertThat(failure(ended)).isEqualTo(held);
        assertThat(sends()).isEqualTo(3);
    }

    @Test
    void adoptTakesWhatIsThere() {
        losing(new Fault.Late(Duration.ofSeconds(3)));
        expect(ExitCode.ROWS, resolve(Choice.RESEND));
        await().atMost(Duration.ofSeconds(10)).until(() -> server.books().turns() == 3);

        Ended ended = expect(ExitCode.DONE, resolve(Choice.ADOPT));

        assertThat(ended.said()).contains("Row b is completed");
        assertThat(sends()).isEqualTo(4);
        assertThat(ended.summary().attempts()).isEqualTo(3);
        assertThat(ended.summary().credits().spent()).isEqualTo(9);
    }

    @Test
    void resendSendsTheSameIdRightAfterALook() {
        Ended ended = expect(ExitCode.DONE, resolve(Choice.RESEND));

        assertThat(sends()).isEqualTo(4);
        assertThat(ended.summary().attempts()).isEqualTo(3);
        assertThat(server.books().tasks()).hasSize(3);
        assertThat(server.books().paidTwice()).isEmpty();
        String id = server.books().tasks().get(2).id();
        assertThat(server.books().requests().stream()
                        .filter(seen -> id.equals(seen.taskId()))
                        .map(Sighting::method))
                .containsSubsequence("POST", "GET", "GET", "POST", "GET");
    }

    @Test
    void givenUpIsFailedForGoodUntilItIsRetried() throws IOException {
        Ended ended = expect(ExitCode.ROWS, resolve(Choice.GIVE_UP));
        assertThat(failure(ended)).contains("\"class\":\"unresolved\"", "given up");
        assertThat(sends()).isEqualTo(3);

        Ended retried = expect(ExitCode.DONE, workshop.reopen(new Reopening.Retry(Set.of(Status.FAILED), null, false)));
        assertThat(retried.summary().attempts()).isEqualTo(4);
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void serverThatIsAwayLeavesTheRowOpenForTheNextStart() {
        server.plan(seen -> new Fault.RateLimit("7200"));
        Ended ended = expect(ExitCode.STOPPED, resolve(Choice.RESEND));
        assertThat(ended.summary().continueWith()).isEqualTo("again job.yaml");
        server.plan(FaultPlan.NONE);

        assertThat(expect(ExitCode.DONE, resolve(Choice.RESEND)).said()).contains("Goes on with row 2 (key b)");
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void anOrderThatIsNotCarriedOutYetIsNotReplacedByAnother() {
        server.plan(seen -> new Fault.RateLimit("7200"));
        expect(ExitCode.STOPPED, resolve(Choice.RESEND));
        int asked = server.books().asked();

        Ended refused = expect(ExitCode.USAGE, resolve(Choice.GIVE_UP));

        assertThat(refused.said())
                .contains("row 2 (key b)", "not carried out yet: resolve --resend", "Nothing was changed");
        assertThat(server.books().asked()).isEqualTo(asked);
        server.plan(FaultPlan.NONE);
        expect(ExitCode.DONE, workshop.start());
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void onlyWhatIsHeldIsResolved() {
        Ended completed = workshop.reopen(new Reopening.Resolve("a", Choice.ADOPT));
        assertThat(expect(ExitCode.USAGE, completed).said()).contains("row 1 (key a) is not held: it is completed");
        Ended unknown = workshop.reopen(new Reopening.Resolve("x", Choice.ADOPT));
        assertThat(expect(ExitCode.USAGE, unknown).said()).contains("no row of run ", " has the key x");
    }
}
