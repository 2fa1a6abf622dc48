package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Plan;
import com.handinger.batch.run.Workshop.Ended;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What {@code prune} takes away, and what it must leave. */
class PruneTest {

    private static final PruneRequest.Approval YES = what -> {};

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(folder, server);
    private String said = "";

    @BeforeEach
    void open() {
        workshop = new Workshop(folder, server).set("limits.concurrency", "4");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ended run(String rows) throws IOException {
        Ended ended = workshop.rows(rows).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        return ended;
    }

    private PruneReport prune(int keepLast) throws RunException {
        return prune(keepLast, false, YES, new StopSwitch());
    }

    private PruneReport prune(int keepLast, boolean looksOnly, PruneRequest.Approval approval, StopSwitch stop)
            throws RunException {
        return prune(new PruneRequest(workshop.job(), null, keepLast, looksOnly, Duration.ZERO), approval, stop);
    }

    private PruneReport prune(PruneRequest request, PruneRequest.Approval approval, StopSwitch stop)
            throws RunException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        try {
            return new PruneService(new Console(print, print, false), request, stop).execute(approval);
        } finally {
            said = err.toString(StandardCharsets.UTF_8);
        }
    }

    /** Lines of every table, those of Spring Batch too; what belongs to no run is left out. */
    private Map<String, Long> tables() {
        return workshop.looking(jdbc -> {
            Map<String, Long> counts = new TreeMap<>();
            List<String> names = jdbc.queryForList(
                    "select table_name from information_schema.tables where table_schema = 'PUBLIC'", String.class);
            for (String name : names) {
                if (!List.of("LEDGER_SERVER", "LEDGER_PACE", "LEDGER_MARK", "LEDGER_RUN")
                        .contains(name)) {
                    counts.put(name, jdbc.queryForObject("select count(*) from " + name, Long.class));
                }
            }
            return counts;
        });
    }

    private int turns() {
        return server.books().turns();
    }

    private Path latest() throws IOException {
        return folder.resolve("runs/job/latest").toRealPath();
    }

    @Test
    void aPrunedRunLeavesNothingButItsName() throws IOException, RunException {
        Ended kept = run("k1 k2");
        Map<String, Long> one = tables();
        Ended changing = run("a b c");
        workshop.rows("a b");
        workshop.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        Ended middle = run("d=same e");
        Ended last = run("x y");
        workshop.rows("d=same e").start(ask -> ask.id(middle.runId()));
        workshop.rows("x y");
        Files.writeString(middle.directory().resolve("notes.txt"), "mine");
        assertThat(latest())
                .as("the run that started last")
                .isNotEqualTo(last.directory().toRealPath());
        int bought = turns();

        PruneReport looked = prune(1, true, YES, new StopSwitch());
        assertThat(looked.runs()).hasSize(3);
        assertThat(said).contains("Would go:", changing.runId() + "  begun", "3 rows, ");
        assertThat(Files.exists(changing.directory())).isTrue();

        assertThat(prune(1))
                .usingRecursiveComparison()
                .ignoringFields("before", "after")
                .isEqualTo(looked);

        assertThat(looked.bytes()).isPositive();
        assertThat(looked.rows()).isEqualTo(7);
        assertThat(tables()).as("as if there had been one run").isEqualTo(one);
        assertThat(kept.directory()).doesNotExist();
        assertThat(changing.directory()).doesNotExist();
        assertThat(middle.directory()).isDirectoryContaining("glob:**/notes.txt");
        assertThat(Objects.requireNonNull(middle.directory().toFile().list())).hasSize(1);
        assertThat(latest()).isEqualTo(last.directory().toRealPath());
        assertThat(workshop.start().said()).contains(last.runId());
        Ended named = workshop.rows("a b").start(ask -> ask.id(changing.runId()));
        assertThat(named.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(named.said()).contains("run " + changing.runId() + " was pruned");
        assertThat(turns()).as("nothing is bought by any of it").isEqualTo(bought);
        assertThat(prune(1).runs()).as("twice is as good as once").isEmpty();
    }

    @Test
    void oneThatWasCutOffIsNeverTakenUpAndGoesOn() throws IOException, RunException {
        Ended first = run("a b");
        run("c d");
        int bought = turns();
        Path runs = folder.resolve("runs/job");
        StopSwitch stop = new StopSwitch();
        stop.stop("asked to");
        RunException stopped = catchThrowableOfType(RunException.class, () -> prune(1, false, YES, stop));
        assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);

        try (OpenStore store = OpenStore.open(StoreLocation.of(workshop.job()), Duration.ZERO, new StopSwitch())) {
            LedgerPrunes prunes = new LedgerPrunes(store.jdbc(), store.transactions());
            RunRecord run = Objects.requireNonNull(new LedgerRuns(store.jdbc()).find("job", first.runId()));
            prunes.begin(run);
            store.jdbc().update("delete from ledger_row where run_no = ? and row_key = 'a'", run.number());
            store.jdbc().update("delete from ledger_work where run_no = ? and number = 1", run.number());
        }
        for (String rows : List.of("a b", "c d")) {
            Ended again = workshop.rows(rows).start(ask -> ask.id(first.runId()));
            assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.DECISION);
        }
        assertThat(workshop.rows("c d").start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(turns()).isEqualTo(bought);

        PruneRequest other = new PruneRequest(workshop.job(), "another", 1, true, Duration.ZERO);
        assertThat(prune(other, YES, new StopSwitch()).runs()).hasSize(1);
        assertThat(said).contains("only another may go, and what is left of runs that a prune was cut off in");
        assertThat(prune(5).runs()).as("whatever is kept").hasSize(1);
        assertThat(first.directory()).doesNotExist();
        assertThat(tables().get("LEDGER_ROW")).isEqualTo(2);
        assertThat(runs).isDirectoryContaining("glob:**/store.mv.db");
    }

    @Test
    void whatIsStillNeededStays() throws IOException, RunException {
        workshop.set("resend.unresolved", "hold").rows("a b");
        server.plan(seen -> seen.isSend() && seen.body().contains("word-b") ? new Fault.ResetBefore() : Fault.NONE);
        Ended held = workshop.start();
        assertThat(held.exit()).as(held.said()).isEqualTo(ExitCode.ROWS);
        server.plan(seen -> Fault.NONE);
        Ended open = workshop.rows("c d e").start(ask -> ask.id("open").rows(1, 1));
        workshop.rows("f g").start(ask -> ask.choice(RunRequest.Choice.NEW).abandon());
        Ended old = run("h i");
        run("j k");
        Ended other;
        try (FaultServer second = FaultServer.create().start()) {
            workshop.set("api.baseUrl", second.url().toString());
            other = workshop.rows("h i").start(ask -> ask.id("elsewhere"));
            workshop.set("api.baseUrl", server.url().toString());
        }
        RunException refused = catchThrowableOfType(
                RunException.class,
                () -> prune(
                        1,
                        false,
                        what -> {
                            assertThat(what).contains("4 rows").contains("gone for good");
                            throw new RunException(ExitCode.DECISION, "not agreed to");
                        },
                        new StopSwitch()));
        assertThat(refused.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(old.directory()).exists();

        PruneReport report = prune(1);

        assertThat(report.runs()).hasSize(2);
        assertThat(report.kept()).extracting(PruneReport.Stays::id).containsExactly(held.runId());
        assertThat(said).contains("1 row is unresolved", "resolve or retry them first");
        assertThat(open.directory()).exists();
        assertThat(other.directory()).as("the last one of its server").exists();
        assertThat(old.directory()).doesNotExist();
    }

    @Test
    void aFolderThatAnotherRunUsesStays() throws IOException, RunException {
        workshop.set("output.directory", "out").set("output.overwrite", "true");
        run("a b");
        Ended last = run("c d");
        PruneReport report = prune(1);
        assertThat(report.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.remark()).contains("another run's too"));
        assertThat(Workshop.keys(last.directory().resolve("results.jsonl"))).containsExactly("c", "d");
        workshop.looking((JdbcTemplate jdbc) -> {
            assertThat(jdbc.queryForObject("select count(*) from ledger_row", Long.class))
                    .isEqualTo(2);
            return true;
        });
    }

    @Test
    void aPlanOfAPrunedRunSendsNothing() throws IOException, RunException {
        Ended first = run("a b");
        run("c d");
        prune(1);
        Plan plan = new PlanService(new ByteArrayInputStream(new byte[0]))
                .plan(workshop.job(), first.runId(), "run job.yaml", new StopSwitch());
        assertThat(plan.standing()).contains("was pruned", "refuses its name");
        assertThat(plan.rows().toSend()).isZero();
        assertThat(plan.requests()).isZero();
        assertThat(plan.text(false)).doesNotContain("--pilot");
    }

    private @Nullable Instant success() {
        return workshop.looking(
                jdbc -> new LedgerRuns(jdbc).lastSuccess("job", server.url().toString()));
    }

    /** The alert for a job that did not succeed for a day goes by it. */
    @Test
    void theLastSuccessIsRememberedUntilThereIsANewerOne() throws IOException, RunException {
        run("a b");
        Instant success = success();
        assertThat(success).isNotNull();
        server.plan(seen -> seen.isSend() ? new Fault.TaskFails() : Fault.NONE);
        assertThat(workshop.rows("c d").start().exit()).isEqualTo(ExitCode.ROWS);

        assertThat(prune(1).runs()).hasSize(1);
        assertThat(success()).isEqualTo(success);

        server.plan(seen -> Fault.NONE);
        run("e f");
        assertThat(prune(1).runs()).hasSize(1);
        assertThat(success()).isAfter(success);
        assertThat(tables()).containsEntry("LEDGER_START", 1L);
    }
}
