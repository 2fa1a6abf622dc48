package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A first start that dies at its first send, when nothing is known of the server yet. */
@Timeout(60)
class UnknownServerRunTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    /** A start whose first send ends so, and which ends with it as by {@code kill -9}: the row stays in doubt. */
    private Workshop killedAtTheFirstSend(String rows, Fault fault) throws IOException {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            if (!seen.isSend()) {
                return new Fault.Html404();
            }
            stop.stop("dead");
            return fault;
        });
        Workshop workshop =
                new Workshop(folder, server).set("limits.concurrency", "20").rows(rows);
        Ended died = workshop.start(
                new Ask(workshop.request()).grace(Duration.ofMillis(100)).request(), stop);
        assertThat(died.exit()).as(died.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(died.summary().rows().sending() + died.summary().rows().unknown())
                .as("only the row that went alone was claimed")
                .isOne();
        server.plan(UnknownServerRunTest::readableWorker);
        return workshop;
    }

    private static Fault readableWorker(Sighting seen) {
        return seen.path().equals("/api/workers/wrk_1")
                ? new Fault.ErrorBefore(200, "application/json", "{\"id\":\"wrk_1\"}", Map.of())
                : Fault.NONE;
    }

    private Checkup doctor(Workshop workshop) throws RunException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Checkup checkup =
                new Doctor(new Console(nowhere, nowhere, true), Map.of(), new StopSwitch()).spending(workshop.job());
        server.plan(FaultPlan.NONE);
        return checkup;
    }

    private static void sendsNothing(Workshop workshop) {
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said())
                .contains("row 1 may have been sent before")
                .contains("handinger-batch doctor " + workshop.folder.resolve("job.yaml") + " --spend");
        assertThat(ended.summary().resumable()).isTrue();
    }

    @Test
    void aRowThatAForgetfulServerMayHaveIsNotBoughtAgain() throws Exception {
        server.ignoresIds(true);
        Workshop workshop = killedAtTheFirstSend("a", new Fault.SilenceAfter());
        assertThat(server.books().turns()).isOne();
        for (int start = 1; start <= 5; start++) {
            sendsNothing(workshop);
        }
        assertThat(server.books().turns()).isOne();

        assertThat(doctor(workshop).exit()).isEqualTo(ExitCode.FATAL);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said()).contains("does not keep the task ids");
        assertThat(server.books().turns()).as("the row and the doctor's own").isEqualTo(2);
    }

    @Test
    void aRowThatNeverArrivedIsSentOnceTheDoctorHasFoundOut() throws Exception {
        Workshop workshop = killedAtTheFirstSend("a", new Fault.SilenceBefore());
        sendsNothing(workshop);
        assertThat(server.books().turns()).isZero();

        assertThat(doctor(workshop).exit()).isEqualTo(ExitCode.DONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).as("the row and the doctor's own").isEqualTo(2);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    /** It may be at the server, and its price is not known: the rows behind it do not wait for that. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "20"})
    void aFirstSendThatWasLostHoldsNoRowUpUnderACreditLimit(String concurrency) throws Exception {
        Workshop workshop = killedAtTheFirstSend("a b c d e f g h", new Fault.SilenceBefore())
                .set("limits.credits", "100")
                .set("limits.concurrency", concurrency);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(8);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void aFirstAnswerThatIsLostHoldsNoRowUpUnderACreditLimit() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        server.plan(seen -> seen.isSend() && once.getAndSet(false) ? new Fault.ResetBefore() : Fault.NONE);
        Ended ended = new Workshop(folder, server)
                .set("limits.credits", "100")
                .rows("a b c d e f g h")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(8);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "20"})
    void anotherRowFindsItOutByItself(String concurrency) throws Exception {
        Workshop workshop = killedAtTheFirstSend("a b c", new Fault.SilenceBefore());
        Ended ended = workshop.set("limits.concurrency", concurrency).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void aRowThatArrivedIsFoundAndAnswersForTheServer() throws Exception {
        Workshop workshop = killedAtTheFirstSend("a", new Fault.SilenceAfter());
        server.plan(FaultPlan.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isOne();
    }

    @Test
    void aForgetfulServerCostsOneMoreRowAndThenNothing() throws Exception {
        server.ignoresIds(true);
        Workshop workshop = killedAtTheFirstSend("a b c", new Fault.SilenceAfter());
        server.plan(FaultPlan.NONE);
        Ended second = workshop.start();
        assertThat(second.exit()).as(second.said()).isEqualTo(ExitCode.FATAL);
        assertThat(second.said()).contains("one task was spent");
        assertThat(server.books().turns()).isEqualTo(2);
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.FATAL);
        assertThat(server.books().turns()).isEqualTo(2);
    }
}
