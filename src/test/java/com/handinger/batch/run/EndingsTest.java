package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How starts end: exit codes, files, and what a person reads. */
class EndingsTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void oneIsNotWrittenAsMany() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a");
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.said())
                .contains("1 of 1 row did not complete", ": 1 row\n")
                .doesNotContain("1 rows");
        assertThat(workshop.start().said()).doesNotContain("1 rows");
    }

    @Test
    void badRowsHaveFilesOfTheirOwn() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("good refused error good=twice");
        server.plan(seen -> !seen.isSend()
                ? Fault.NONE
                : seen.body().contains("word-refused")
                        ? new Fault.ErrorBefore(422, "too odd")
                        : seen.body().contains("word-error") ? new Fault.TaskFails() : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).isEqualTo(ExitCode.ROWS);
        assertThat(ended.said()).contains("3 of 4 rows did not complete");
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).containsExactly("good");
        List<JsonNode> failed = Workshop.lines(ended.directory().resolve("failed.jsonl"));
        assertThat(failed.stream().map(line -> line.path("id").asString())).containsExactly("refused", "error");
        assertThat(failed.get(0).path("_error").path("status").asInt()).isEqualTo(422);
        assertThat(failed.get(0).path("_error").path("message").asString()).contains("too odd");
        assertThat(Workshop.lines(ended.directory().resolve("rejected.jsonl"))).hasSize(1);
        assertThat(Files.readAllLines(ended.directory().resolve("results.csv"))).hasSize(5);
        assertThat(ended.summary().credits().spent()).isEqualTo(6);
        assertThat(workshop.start(ask -> ask.tolerate("3")).exit()).isEqualTo(ExitCode.DONE);
        assertThat(workshop.start(ask -> ask.tolerate("2")).exit()).isEqualTo(ExitCode.ROWS);
    }

    @Test
    void refusedKeyEndsTheStartAtOnceAndTheRightOneGoesOn() throws IOException {
        Workshop workshop = new Workshop(folder, server).set("limits.concurrency", "4");
        workshop.rows(Workshop.numbered(50));
        server.key("right");
        Ended ended = workshop.environment(Map.of("HANDINGER_API_KEY", "wrong")).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(ended.said()).contains("401").contains("HANDINGER_API_KEY");
        assertThat(server.books().requests()).hasSizeLessThanOrEqualTo(4);
        assertThat(ended.summary().rows().pending()).isEqualTo(50);
        assertThat(workshop.environment(Map.of("HANDINGER_API_KEY", "right"))
                        .start()
                        .exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(50);
    }

    @Test
    void emptyBalanceIsResumable() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b c");
        server.plan(seen -> seen.isSend() && seen.body().contains("word-b")
                ? new Fault.ErrorBefore(402, "no credits left")
                : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.said()).contains("402").contains("top up");
        assertThat(ended.summary().continueWith()).isEqualTo("run job.yaml");
        server.plan(FaultPlan.NONE);
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void noKeyForAServerElsewhere() throws IOException {
        Workshop workshop = new Workshop(folder, "https://handinger.invalid").rows("a");
        Ended ended = workshop.start();
        assertThat(ended.exit()).isEqualTo(ExitCode.CREDENTIALS);
        assertThat(ended.said()).contains("HANDINGER_API_KEY").contains("Nothing was sent");
    }

    @Test
    void runsFolderThatIsAFile() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a");
        Files.writeString(folder.resolve("runs"), "in the way");
        Ended ended = workshop.start();
        assertThat(ended.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.said()).contains(folder.resolve("runs").toString()).contains("--runs-dir");
        assertThat(server.books().requests()).isEmpty();
    }

    @Test
    void damagedStoreIsLeftAlone() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a");
        Files.createDirectories(folder.resolve("runs/job"));
        Path store = Files.writeString(folder.resolve("runs/job/store.mv.db"), "not a store".repeat(2000));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.said()).contains(store.toString()).contains("Nothing was changed");
        assertThat(Files.readString(store)).startsWith("not a store");
    }

    @Test
    void folderOfAnotherRunIsAMatterOfTheJobFile() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a").set("output.directory", "out");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        int requests = server.books().requests().size();
        Ended ended = workshop.rows("b").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.said())
                .contains("{run-id}")
                .contains("Nothing was sent")
                .doesNotContain("continue with");
        assertThat(server.books().requests()).hasSize(requests);
        Ended elsewhere = workshop.set("output.directory", "out/{run-id}").start();
        assertThat(elsewhere.exit()).as(elsewhere.said()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.lines(folder.resolve("out/results.jsonl"))).hasSize(1);
        assertThat(elsewhere.directory().getParent()).isEqualTo(folder.resolve("out"));
        assertThat(Workshop.lines(elsewhere.directory().resolve("results.jsonl")))
                .hasSize(1);
    }

    /** Changes of the output settings are no change of the run: not even of a finished one. */
    @Test
    void theOutputSettingsHoldFromTheNextStartOn() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b c").set("output.directory", "one");
        assertThat(workshop.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        Ended second = workshop.set("output.directory", "two").start();
        assertThat(second.exit()).as(second.said()).isEqualTo(ExitCode.DONE);
        assertThat(second.said())
                .contains(
                        "written to " + folder.resolve("two") + " from now on",
                        "what is in " + folder.resolve("one") + " stays there");
        assertThat(Workshop.lines(folder.resolve("two/results.jsonl"))).hasSize(3);
        assertThat(Workshop.lines(folder.resolve("one/results.jsonl"))).hasSize(1);

        Ended third = workshop.set("output.directory", "three").start();
        assertThat(third.exit()).as(third.said()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.lines(folder.resolve("three/results.jsonl"))).hasSize(3);
        assertThat(folder.resolve("three/summary.json")).exists();
        assertThat(server.books().turns()).isEqualTo(3);
    }

    @Test
    void storeHeldByAnotherProcess() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a");
        Files.createDirectories(folder.resolve("runs/job"));
        Process holder = hold(workshop.store());
        try {
            Ended ended = workshop.start();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.BUSY);
            assertThat(ended.said())
                    .contains("another process")
                    .contains("store.mv.db")
                    .contains("--retry-lock");
        } finally {
            holder.destroy();
            holder.waitFor();
        }
        assertThat(server.books().requests()).isEmpty();
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
    }

    /** Another process that has the store open when this returns. */
    private static Process hold(Path store) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path h2 = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process holder = new ProcessBuilder(List.of(
                        java.toString(),
                        "-cp",
                        h2.toString(),
                        "org.h2.tools.Shell",
                        "-url",
                        "jdbc:h2:file:" + store,
                        "-user",
                        "handinger"))
                .redirectErrorStream(true)
                .start();
        holder.getOutputStream().write("select 'it is' || ' open';\n".getBytes(StandardCharsets.UTF_8));
        holder.getOutputStream().flush();
        BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.contains("it is open")) {
            line = out.readLine();
        }
        assertThat(line).isNotNull();
        return holder;
    }

    @Test
    void csvJsonlAndStandardInputAreTheSameRows() throws IOException {
        Files.createDirectories(folder.resolve("csv"));
        Files.createDirectories(folder.resolve("jsonl"));
        Files.createDirectories(folder.resolve("stdin"));
        Workshop csv = new Workshop(folder.resolve("csv"), server).rows("a b=ö c");
        Workshop jsonl = new Workshop(folder.resolve("jsonl"), server).set("input.file", "rows.jsonl");
        Files.writeString(
                folder.resolve("jsonl/rows.jsonl"),
                "{\"id\":\"a\",\"text\":\"word-a\"}\n{\"id\":\"b\",\"text\":\"ö\"}\n{\"text\":\"word-c\",\"id\":\"c\"}\n");
        Workshop stdin = new Workshop(folder.resolve("stdin"), server).stdin(Workshop.csv("a b=ö c"));
        List<ObjectNode> first = results(csv.start());
        assertThat(results(jsonl.start())).isEqualTo(first);
        Ended piped = stdin.start();
        assertThat(results(piped)).isEqualTo(first).hasSize(3);
        assertThat(stdin.start().runId()).isEqualTo(piped.runId());
        assertThat(stdin.start(ask -> ask.choice(RunRequest.Choice.RESUME)).runId())
                .isEqualTo(piped.runId());
        assertThat(server.books().turns()).isEqualTo(9);
    }

    private static List<ObjectNode> results(Ended ended) throws IOException {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        return Workshop.lines(ended.directory().resolve("results.jsonl")).stream()
                .map(line -> ((ObjectNode) line).remove(List.of("task_id", "url", "completed_at", "duration_ms")))
                .toList();
    }

    @Test
    void stoppedAndContinuedRunLeavesWhatAnUninterruptedOneDoes() throws IOException {
        Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(folder.resolve("many"));
        Workshop one = new Workshop(folder.resolve("one"), server).rows(Workshop.numbered(60));
        Workshop many = new Workshop(folder.resolve("many"), server)
                .rows(Workshop.numbered(60))
                .set("limits.concurrency", "3");
        List<ObjectNode> whole = results(one.start());
        server.latency(Duration.ofMillis(30));
        for (int stops = 0; stops < 2; stops++) {
            StopSwitch stop = new StopSwitch();
            int upTo = server.books().turns() + 4;
            server.plan(seen -> {
                if (server.books().turns() >= upTo) {
                    stop.stop("stop it");
                }
                return Fault.NONE;
            });
            assertThat(many.start(many.request(), stop).exit()).isEqualTo(ExitCode.STOPPED);
        }
        server.plan(FaultPlan.NONE);
        assertThat(results(many.start())).isEqualTo(whole).hasSize(60);
        assertThat(server.books().turns()).isEqualTo(120);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void noOpLeavesTheSummaryOfTheWork() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        Path summary = workshop.start().directory().resolve("summary.json");
        String before = Files.readString(summary);
        assertThat(Workshop.json(summary).path("requests").path("sent").asInt()).isEqualTo(2);
        assertThat(workshop.start().summary().requests().sent()).isZero();
        assertThat(Files.readString(summary)).isEqualTo(before);
        Files.delete(summary);
        workshop.start();
        assertThat(Workshop.json(summary).path("rows").path("completed").asInt())
                .isEqualTo(2);
    }

    @Test
    void stopThatFindsEverythingDone() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            if (seen.isSend() && seen.body().contains("word-b")) {
                stop.stop("stop it");
            }
            return Fault.NONE;
        });
        Ended ended = workshop.start(workshop.request(), stop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void jobsMayShareAStore() throws IOException {
        Workshop first = new Workshop(folder, server).rows("a b").set("store.url", "jdbc:h2:file:./shared");
        assertThat(first.start().exit()).isEqualTo(ExitCode.DONE);
        Ended second = first.set("name", "other").rows("a b c").start();
        assertThat(second.exit()).as(second.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(5);
        assertThat(first.set("name", "job").rows("a b").start().said()).contains("nothing to do");
    }
}
