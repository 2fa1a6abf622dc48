package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Written;
import com.handinger.batch.run.Workshop.Ended;
import com.handinger.batch.task.RowState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rows from the ledger, at any time. */
@Timeout(60)
class ExportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<RowState> ALL = EnumSet.allOf(RowState.class);

    private final FaultServer server = FaultServer.create().start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Written export(Workshop workshop, ResultFormat format, Set<RowState> states, @Nullable Path target)
            throws RunException {
        return export(workshop, format, states, target, new StopSwitch());
    }

    private Written export(
            Workshop workshop, ResultFormat format, Set<RowState> states, @Nullable Path target, StopSwitch stop)
            throws RunException {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new ExportService(console, stop, false)
                .export(new ExportRequest(workshop.job(), null, format, states, target, PATIENCE));
    }

    /** As status does: after a rehearsal nobody has to say again that it was one. */
    @Test
    void theRunOnTheSandboxIsFoundWhereThereIsNoOther() throws Exception {
        Workshop workshop = new Workshop(folder, "sandbox").rows("a b");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        workshop.set("api.baseUrl", server.url().toString());

        Path target = folder.resolve("rehearsed.jsonl");
        assertThat(export(workshop, ResultFormat.JSONL, ALL, target).rows().completed())
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("on sandbox, finished: 2 of 2 rows have ended");

        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        export(workshop, ResultFormat.JSONL, ALL, target);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("on " + server.url());
    }

    private List<Path> beside() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("runs/job"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("store.copy"))
                    .toList();
        }
    }

    @Test
    void afterwardsItIsTheResultFiles() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a a c d").set("limits.errors", "90%");
        server.plan(seen -> seen.body().contains("word-c") ? new Fault.ErrorBefore(422, "no") : Fault.NONE);
        Ended ended = workshop.start();
        Path csv = folder.resolve("all.csv");
        assertThat(export(workshop, ResultFormat.CSV, ALL, csv).text())
                .isEqualTo("4 rows of run " + ended.runId() + " written to " + csv);
        assertThat(csv).hasSameBinaryContentAs(ended.directory().resolve("results.csv"));

        export(workshop, ResultFormat.JSONL, EnumSet.of(RowState.COMPLETED), null);
        assertThat(out).hasToString(Files.readString(ended.directory().resolve("results.jsonl")));

        Path others = folder.resolve("others.jsonl");
        export(workshop, ResultFormat.JSONL, EnumSet.of(RowState.FAILED, RowState.REJECTED), others);
        List<JsonNode> lines = Workshop.lines(others);
        assertThat(lines).extracting(line -> line.path("key").asString()).containsExactly("a", "c");
        assertThat(lines).extracting(line -> line.path("status").asString()).containsExactly("rejected", "failed");
        assertThat(lines.get(1).path("error").path("class").asString()).isEqualTo("refused");
        assertThat(lines.get(1).path("input").path("text").asString()).isEqualTo("word-c");
        assertThat(lines.get(1).path("output_text").isNull()).isTrue();
    }

    @Test
    void whatTheJobLivesOnIsNotWrittenOver() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a");
        assertThatThrownBy(() -> export(workshop, ResultFormat.CSV, ALL, folder.resolve("x.csv")))
                .hasMessageContaining("there is no ledger at");
        workshop.start();
        for (String kept : List.of("rows.csv", "job.yaml", "runs/job/store.mv.db")) {
            assertThatThrownBy(() -> export(workshop, ResultFormat.CSV, ALL, folder.resolve(kept)))
                    .as(kept)
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining("name another");
        }
        assertThatThrownBy(() -> export(workshop, ResultFormat.CSV, ALL, folder.resolve("nowhere/x.csv")))
                .hasMessageContaining("the folder is missing");
    }

    /** A row is in the live file only after its commit. */
    private boolean someRowsWritten() throws IOException {
        try (Stream<Path> files = Files.find(
                folder.resolve("runs/job"),
                2,
                (file, kind) -> file.endsWith("results.jsonl") && kind.isRegularFile() && kind.size() > 0)) {
            return files.findAny().isPresent();
        }
    }

    /** The owner of the store makes a copy; nothing of it stays. */
    @Test
    void whileAProcessWorksItsCopyTells() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows(Workshop.numbered(60));
        Path leftover = folder.resolve("runs/job/store.copy-999999999999-00000000dead");
        Files.createDirectories(leftover);
        Files.writeString(leftover.resolve("store.mv.db"), "left by one that was killed");
        Path own = Files.writeString(folder.resolve("runs/job/store.copy-2026-11-22.mv.db"), "a person's own");
        server.plan(seen -> server.books().turns() >= 20 ? new Fault.RateLimit("300") : Fault.NONE);
        StopSwitch stop = new StopSwitch();
        RunRequest request = new Workshop.Ask(workshop.request())
                .grace(Duration.ofMillis(100))
                .request();
        CompletableFuture<Ended> run =
                CompletableFuture.supplyAsync(() -> workshop.start(request, stop), Workshop.ASIDE);
        try {
            await().atMost(PATIENCE).until(() -> (server.books().turns() >= 20 && someRowsWritten()) || run.isDone());
            await().atMost(PATIENCE).until(() -> !Files.exists(leftover));
            assertThat(own).as("what the program did not make").hasContent("a person's own");
            Files.delete(own);
            Path csv = folder.resolve("moment.csv");
            Written moment = export(workshop, ResultFormat.CSV, ALL, csv);
            assertThat(run).isNotDone();
            assertThat(moment.text()).startsWith("60 rows of run ").endsWith("how it stood a moment ago");
            assertThat(Files.readString(csv)).contains(",completed,", ",pending,");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("asked it for a copy to read");
            assertThat(beside()).isEmpty();

            StopSwitch impatient = new StopSwitch();
            impatient.stop("SIGINT");
            assertThatThrownBy(() -> export(workshop, ResultFormat.CSV, ALL, csv, impatient))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.STOPPED));
            await().atMost(PATIENCE).until(() -> beside().isEmpty());
        } finally {
            server.plan(FaultPlan.NONE);
            stop.stop("enough");
            run.join();
        }
        Ended rest = workshop.start();
        assertThat(rest.summary().rows().completed()).as(rest.said()).isEqualTo(60);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void aCopyIsForItsUserAloneAndWhole() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        workshop.start();
        StoreLocation location = StoreLocation.of(workshop.job());
        CopyFiles files = new CopyFiles(location);
        String name = CopyFiles.name();
        try (OpenStore store = OpenStore.open(location, Duration.ZERO, new StopSwitch())) {
            assertThat(new OwnerFiles(location).offer(new CopyNote(owner(location), name, Instant.now())))
                    .isTrue();
            await().atMost(PATIENCE).until(() -> Files.exists(files.packed(name)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.packed(name))))
                    .isEqualTo("rw-------");
            StoreLocation copy = files.unpack(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.folder())))
                    .isEqualTo("rwx------");
            assertThat(store.jdbc().queryForObject("select count(*) from ledger_row", Integer.class))
                    .isEqualTo(2);
            copy.connect().close();
        }
        files.remove(name);
        assertThat(beside()).isEmpty();
    }

    private static String owner(StoreLocation location) {
        OwnerStatus status = new OwnerFiles(location).live(Instant.now());
        return status == null ? "" : status.owner();
    }
}
