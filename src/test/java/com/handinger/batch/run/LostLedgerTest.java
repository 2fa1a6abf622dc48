package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Section 6, rule 7: a named run whose ledger is gone buys nothing again without being told to. */
@Timeout(60)
class LostLedgerTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(folder, server);

    @BeforeEach
    void prepare() throws IOException {
        workshop = new Workshop(folder, server).rows(Workshop.numbered(8));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ended named() {
        return workshop.start(ask -> ask.id("nightly"));
    }

    private Ended lookingFirst() {
        return workshop.start(ask -> ask.id("nightly").choice(RunRequest.Choice.LOOK_FIRST));
    }

    /** A disk that did not last. */
    private void lose() throws IOException {
        FileSystemUtils.deleteRecursively(folder.resolve("runs"));
    }

    private long reads() {
        return server.books().requests().stream().filter(seen -> !seen.isSend()).count();
    }

    @Test
    void aRowThatIsToBeLookedUpKeepsTheSettingsThatItsTaskWasMadeFrom() throws IOException {
        assertThat(named().exit()).isEqualTo(ExitCode.DONE);
        lose();
        Ended first = workshop.start(
                ask -> ask.id("nightly").choice(RunRequest.Choice.LOOK_FIRST).rows(1, 1));
        assertThat(first.exit()).as(first.said()).isEqualTo(ExitCode.DONE);

        Ended rest = workshop.set("task.input", "Tell me {{text}}")
                .start(ask -> ask.id("nightly").choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(rest.exit()).as(rest.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns())
                .as("all were found as they were sent")
                .isEqualTo(8);
    }

    @Test
    void aNewNamedRunLooksSomeRowsUpAndGoesOn() {
        Ended ended = named();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().requests().subList(0, 5)).noneMatch(seen -> seen.isSend());
        // On a busy machine the look beside the first send may arrive before it.
        assertThat(server.books().requests().subList(5, 10)).anyMatch(seen -> seen.isSend());
        long reads = reads();
        assertThat(named().said()).contains("nothing to do");
        assertThat(reads()).as("a run that the ledger knows is not looked up").isEqualTo(reads);
    }

    @Test
    void aLostLedgerIsAPersonsDecision() throws IOException {
        named();
        lose();
        int requests = server.books().requests().size();
        Ended ended = named();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said())
                .contains("--adopt")
                .contains("another --run-id")
                .contains("Nothing was sent");
        assertThat(server.books().turns()).isEqualTo(8);
        assertThat(server.books().requests()).hasSize(requests + 1);
        assertThat(named().exit()).as("asked again").isEqualTo(ExitCode.DECISION);
        assertThat(workshop.start(ask -> ask.id("other")).exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(16);
    }

    /** A look may be held for half a minute; whoever stops the start waits for none. */
    @Test
    @Timeout(20)
    void aStopDoesNotWaitForALook() {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            stop.stop("stopped by SIGTERM");
            return new Fault.SilenceBefore();
        });
        Ended ended = workshop.start(
                new Workshop.Ask(workshop.request()).id("nightly").request(), stop);

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("stopped by SIGTERM; rows were looked up only in part, and nothing was sent");
        assertThat(server.books().turns()).isZero();
    }

    @Test
    void adoptingTakesOverWhatTheServerHasAndSendsTheRest() throws IOException {
        workshop.start(ask -> ask.id("nightly").rows(1, 5));
        assertThat(server.books().turns()).isEqualTo(5);
        lose();
        Ended ended = lookingFirst();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("5 of the selected rows were at the server and are taken over; sent were 3.");
        assertThat(ended.summary().rows().completed()).isEqualTo(8);
        assertThat(server.books().turns()).isEqualTo(8);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void theFirstSelectedRowsAreLookedUpAndSomeOfTheOthers() throws IOException {
        workshop.rows(Workshop.numbered(60)).start(ask -> ask.id("nightly").rows(55, 60));
        lose();
        assertThat(workshop.start(ask -> ask.id("nightly").rows(56, 57)).exit()).isEqualTo(ExitCode.DECISION);
        assertThat(workshop.start(ask -> ask.id("nightly").rows(1, 2)).exit()).isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void whatAPilotSentIsFoundToo(int rows) throws IOException {
        workshop.rows(Workshop.numbered(60)).start(ask -> ask.id("nightly").pilot(rows));
        lose();
        assertThat(named().exit()).isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(rows);
    }

    @Test
    void whatAPilotOfARangeSentIsFoundByAStartOnThatRange() throws IOException {
        workshop.rows(Workshop.numbered(60))
                .start(ask -> ask.id("nightly").rows(25, 35).pilot(2));
        lose();
        assertThat(workshop.start(ask -> ask.id("nightly").rows(25, 35)).exit()).isEqualTo(ExitCode.DECISION);
        assertThat(workshop.start(ask -> ask.id("nightly").rows(25, 35).pilot(2))
                        .exit())
                .isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(2);
    }

    @Test
    void aPilotLooksUpTheFirstRowsThatItMayDraw() throws IOException {
        workshop.rows(Workshop.numbered(60)).start(ask -> ask.id("nightly").rows(41, 42));
        lose();
        assertThat(workshop.start(ask -> ask.id("nightly").rows(41, 60).pilot(3))
                        .exit())
                .isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(2);
    }

    /** Any twelve in a row: one of sixty that are spread over the input is among them. */
    @ParameterizedTest
    @ValueSource(longs = {7, 16, 31, 40})
    void aFifthOfTheRowsIsFoundWhereverItIs(long from) throws IOException {
        workshop.rows(Workshop.numbered(60)).start(ask -> ask.id("nightly").rows(from, from + 11));
        lose();
        int requests = server.books().requests().size();
        assertThat(named().exit()).isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(12);
        assertThat(server.books().requests()).hasSizeLessThanOrEqualTo(requests + 12);
    }

    @Test
    void aHandfulOfReadsIsAllThatANewNamedRunCosts() throws IOException {
        workshop.rows(Workshop.numbered(60));
        Ended ended = workshop.start(ask -> ask.id("nightly").rows(25, 35));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        List<Sighting> seen = server.books().requests();
        assertThat(seen.stream().takeWhile(one -> !one.isSend()).count()).isBetween(10L, 13L);
    }

    /** Rows that nobody would look up were sent, and their results are there. */
    @Test
    void resultsOfARunThatTheStoreDoesNotKnowAreAPersonsDecision() throws IOException {
        workshop.rows(Workshop.numbered(60)).start(ask -> ask.id("nightly").rows(20, 22));
        Files.delete(folder.resolve("runs/job/store.mv.db"));
        int requests = server.books().requests().size();

        Ended ended = named();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("nightly is there already", "--adopt", "another --run-id");
        assertThat(server.books().requests()).hasSize(requests);
        Ended adopted = lookingFirst();
        assertThat(adopted.exit()).as(adopted.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(60);
    }

    /** Nothing can be looked up, and what is there was paid all the same. */
    @Test
    void resultsOfARunWithoutIdsOfOursAreAPersonsDecisionToo() throws IOException {
        assertThat(workshop.start(ask -> ask.id("nightly").withoutIds()).exit()).isEqualTo(ExitCode.DONE);
        Files.delete(folder.resolve("runs/job/store.mv.db"));

        Ended ended = workshop.start(ask -> ask.id("nightly").withoutIds());

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said())
                .contains("nightly is there already", "another --run-id", "Nothing was sent")
                .doesNotContain("--adopt");
        assertThat(server.books().turns()).isEqualTo(8);
    }

    @Test
    void whatIsNotOursIsNotAdopted() throws IOException {
        named();
        lose();
        server.plan(seen -> seen.path().endsWith("/turns")
                ? new Fault.ErrorBefore(
                        200,
                        "application/json",
                        "{\"items\":[{\"id\":\"trn_1\",\"input\":\"another question\"}]}",
                        Map.of())
                : Fault.NONE);
        Ended ended = lookingFirst();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(server.books().turns()).isEqualTo(8);
    }

    @Test
    void aServerThatCannotBeAskedLeavesTheQuestionOpen() throws IOException {
        named();
        lose();
        server.plan(seen -> new Fault.ErrorBefore(503, "busy"));
        Ended ended = named();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("503").contains("Nothing was sent");
        server.plan(seen -> new Fault.Deny(401));
        assertThat(named().exit()).isEqualTo(ExitCode.CREDENTIALS);
        server.plan(FaultPlan.NONE);
        assertThat(named().exit()).isEqualTo(ExitCode.DECISION);
        assertThat(server.books().turns()).isEqualTo(8);
    }

    @Test
    void oneFaultIsNoReasonToStop() {
        server.plan(seen -> seen.number() == 1 ? new Fault.ResetBefore() : Fault.NONE);
        Ended ended = named();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
    }
}
