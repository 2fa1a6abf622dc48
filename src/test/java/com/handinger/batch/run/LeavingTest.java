package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.Workshop.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A start that is asked to leave, runs out of time, or loses its place on the disk. */
class LeavingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 200;

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop slow() throws IOException {
        server.latency(Duration.ofMillis(100));
        return new Workshop(folder, server).set("limits.concurrency", "2").rows(Workshop.numbered(ROWS));
    }

    private CompletableFuture<Ended> underWay(Workshop workshop) {
        CompletableFuture<Ended> run = CompletableFuture.supplyAsync(workshop::start, Workshop.ASIDE);
        await().atMost(PATIENCE).until(() -> server.books().turns() >= 5 || run.isDone());
        assertThat(run).isNotDone();
        return run;
    }

    private StopService.Answer stop(Workshop workshop, String runId) throws Exception {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new StopService(new Console(nowhere, nowhere, false), new StopSwitch())
                .execute(workshop.job(), runId.isEmpty() ? null : runId, PATIENCE);
    }

    private Path beside(String suffix) {
        return folder.resolve("runs/job/store" + suffix);
    }

    private void assertNothingPaidTwiceAfter(Workshop workshop) {
        server.latency(Duration.ZERO);
        Ended rest = workshop.set("limits.concurrency", "16").start();
        assertThat(rest.exit()).as(rest.said()).isEqualTo(ExitCode.DONE);
        assertThat(rest.summary().rows().completed()).isEqualTo(ROWS);
        assertThat(server.books().turns()).isEqualTo(ROWS);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void stopFromElsewhereDrainsAndTheRunContinues() throws Exception {
        Workshop workshop = slow();
        CompletableFuture<Ended> run = underWay(workshop);
        await().atMost(PATIENCE)
                .until(() -> Files.readString(beside(".status.json")).matches("(?s).*\"sending\":[1-9].*"));
        JsonNode status = Workshop.json(beside(".status.json"));
        assertThat(status.path("pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(status.path("work").path("job").asString()).isEqualTo("job");
        assertThat(status.path("work").path("command").asString()).isEqualTo("run job.yaml");
        assertThat(status.path("work").path("rows").path("total").asInt()).isEqualTo(ROWS);

        StopService.Answer other = stop(workshop, "another");
        assertThat(other.exit()).isEqualTo(ExitCode.DONE);
        assertThat(other.reason()).contains("run another does not run", "goes on");
        assertThat(run).isNotDone();

        StopService.Answer answer = stop(workshop, "");
        assertThat(answer.exit()).as(answer.reason()).isEqualTo(ExitCode.DONE);
        assertThat(answer.reason()).contains("has left", "Continue: run job.yaml");
        Ended ended = run.join();
        assertThat(ended.exit()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("stopped by `stop`");
        assertThat(beside(".status.json")).doesNotExist();
        assertThat(beside(".stop.json")).doesNotExist();
        assertNothingPaidTwiceAfter(workshop);
    }

    @Test
    void nothingRunsIsNoFault() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a");

        assertThatThrownBy(() -> stop(workshop, ""))
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("there is no ledger at " + beside(".mv.db"));
        assertThat(folder.resolve("runs")).doesNotExist();

        workshop.start();
        OwnerStatus dead = new OwnerStatus("dead", Long.MAX_VALUE / 2, OwnerFiles.host(), Instant.now());
        new OwnerFiles(StoreLocation.where(workshop.job())).write(dead);
        StopService.Answer answer = stop(workshop, "");
        assertThat(answer.exit()).isEqualTo(ExitCode.DONE);
        assertThat(answer.reason()).contains("nothing runs");
    }

    /** Its lock and its status are gone a moment before the process is. */
    @Test
    void stopWaitsUntilTheProcessHasEnded() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a");
        workshop.start();
        OwnerFiles files = new OwnerFiles(StoreLocation.where(workshop.job()));
        Process lingering = new ProcessBuilder("sleep", "3").start();
        try {
            files.write(new OwnerStatus("o", lingering.pid(), OwnerFiles.host(), Instant.now()));
            CompletableFuture<Void> leaves = CompletableFuture.runAsync(
                    () -> {
                        await().atMost(PATIENCE).until(() -> files.note() != null);
                        assertThatCode(files::removeStatus).doesNotThrowAnyException();
                    },
                    Workshop.ASIDE);
            StopService.Answer answer = stop(workshop, "");
            assertThat(lingering.isAlive()).as(answer.reason()).isFalse();
            assertThat(answer.exit()).isEqualTo(ExitCode.DONE);
            leaves.join();
        } finally {
            lingering.destroy();
        }
    }

    @Test
    void anotherProcessWithTheIdOfADeadOwnerIsNotIt() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a");
        workshop.start();
        Process later = new ProcessBuilder("sleep", "60").start();
        try {
            Instant before = Instant.now().minusSeconds(3600);
            new OwnerFiles(StoreLocation.where(workshop.job()))
                    .write(new OwnerStatus("o", later.pid(), OwnerFiles.host(), before).at(Instant.now(), null));
            assertThat(stop(workshop, "").reason()).contains("nothing runs");
            assertThat(later.isAlive()).isTrue();
        } finally {
            later.destroy();
        }
    }

    @Test
    void whatWasSaidToADeadOwnerStopsNoLaterOne() throws Exception {
        Workshop workshop = slow();
        Files.createDirectories(folder.resolve("runs/job"));
        new OwnerFiles(StoreLocation.where(workshop.job()))
                .write(new StopNote("dead", ProcessHandle.current().pid(), Instant.now(), Instant.now(), "me"));

        CompletableFuture<Ended> run = underWay(workshop);

        await().atMost(PATIENCE).until(() -> !Files.exists(beside(".stop.json")));
        assertThat(run).isNotDone();
        server.latency(Duration.ZERO);
        assertThat(run.join().exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void timeOfAStartIsOver() throws Exception {
        Workshop workshop = slow().set("limits.time", "2s");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("limits.time", "2s");
        assertThat(ended.summary().limitsMet()).containsExactly("limits.time");
        assertNothingPaidTwiceAfter(workshop.unset("limits.time"));
    }

    @Test
    void aTaskThatRunsTooLongFailsAndTheOthersGoOn() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b").set("limits.taskTime", "1s");
        server.latency(Duration.ofMinutes(5));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        List<JsonNode> failed = Workshop.lines(ended.directory().resolve("failed.jsonl"));
        assertThat(failed)
                .hasSize(2)
                .allMatch(line -> line.path("_error").path("class").asString().equals("timeout"));
        assertThat(server.books().turns()).isEqualTo(2);
    }

    @Test
    void anOutageThatLastsEndsTheStart() throws Exception {
        Workshop workshop = slow().set("limits.outage", "3s").set("limits.concurrency", "8");
        server.close();
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said())
                .contains("did not answer for 3s (limits.outage). Last: no connection to " + server.url()
                        + " (nothing listens there");
        assertThat(Files.readString(ended.directory().resolve("run.log")))
                .contains(" outage waiting=\"the server does not answer; this start gives up at ")
                .contains("Last: no connection to " + server.url())
                .as("it was given up, and is not back")
                .doesNotContain("outage_over", " 0 rows ");
        assertThat(ended.summary().limitsMet()).containsExactly("limits.outage");
        assertThat(ended.summary().rows().pending()).isEqualTo(ROWS);
    }

    @Test
    void aStoreThatIsDeletedWhileInUseIsPutBack() throws Exception {
        Workshop workshop = slow();
        CompletableFuture<Ended> run = underWay(workshop);
        delete(folder.resolve("runs"));
        Ended ended = run.join();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("was deleted or replaced", "was put back");
        assertNothingPaidTwiceAfter(workshop);
    }

    @Test
    void resultsThatAreDeletedWhileInUseAreMadeAnew() throws Exception {
        Workshop workshop = slow().set("output.directory", "out");
        CompletableFuture<Ended> run = underWay(workshop);
        delete(folder.resolve("out"));
        server.latency(Duration.ZERO);
        Ended ended = run.join();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.keys(folder.resolve("out/results.jsonl"))).hasSize(ROWS);
        assertThat(folder.resolve("out/run.json")).exists();
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
    }

    /** Somebody deletes the folder, the live file is made anew, and the process is killed before it writes run.json. */
    @Test
    void resultsThatAreDeletedBeforeAKillAreMadeAnewByTheNextStart() throws Exception {
        Workshop workshop =
                new Workshop(folder, server).set("output.directory", "out").rows("a b c d");
        workshop.start(ask -> ask.rows(1, 2));
        Files.delete(folder.resolve("out/run.json"));

        Ended ended = workshop.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("made anew from the ledger");
        assertThat(Workshop.keys(folder.resolve("out/results.jsonl"))).containsExactly("a", "b", "c", "d");
        assertThat(folder.resolve("out/run.json")).exists();
        assertThat(server.books().turns()).isEqualTo(4);

        delete(folder.resolve("out"));
        assertThat(workshop.start().said()).contains("made anew from the ledger", "nothing to do");
        assertThat(Workshop.keys(folder.resolve("out/results.jsonl"))).hasSize(4);
    }

    @Test
    void anothersFilesAreStillRefused() throws Exception {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/results.jsonl"), "{}\n");

        Ended ended = new Workshop(folder, server)
                .set("output.directory", "out")
                .rows("a")
                .start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.USAGE);
        assertThat(server.books().turns()).isZero();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
