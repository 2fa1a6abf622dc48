package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.test.JobRepositoryTestUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Processes that die: the next start finds what they left, and every row is paid exactly once. */
class CrashTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    /** The state of the disk at one send; nothing that the process asks after that reaches the server. */
    private static final class Death implements FaultPlan {
        private final Path store;
        private final Path copy;
        private final StopSwitch stop;
        private final int atSend;
        private int sends;
        private boolean dead;

        Death(Workshop workshop, Path copy, StopSwitch stop, int atSend) {
            store = workshop.store();
            this.copy = copy;
            this.stop = stop;
            this.atSend = atSend;
        }

        @Override
        public synchronized Fault decide(Sighting seen) {
            if (dead) {
                return new Fault.ResetBefore();
            }
            if (seen.isSend() && ++sends == atSend) {
                dead = true;
                try {
                    Files.createDirectories(copy);
                    Workshop.copyAtRest(store, copy);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                stop.stop("dead");
            }
            return Fault.NONE;
        }
    }

    @Test
    void nextStartPaysEachRowOnceAndLeavesTheSameFiles() throws Exception {
        Workshop first = new Workshop(folder, server).set("limits.concurrency", "6");
        first.rows(Workshop.numbered(30));
        StopSwitch stop = new StopSwitch();
        Path copy = folder.resolve("copy/runs/job");
        server.latency(Duration.ofMillis(20)).plan(new Death(first, copy, stop, 17));
        assertThat(first.start(
                                new Ask(first.request())
                                        .grace(Duration.ofMillis(200))
                                        .request(),
                                stop)
                        .exit())
                .isEqualTo(ExitCode.STOPPED);
        server.plan(FaultPlan.NONE);

        Workshop second = new Workshop(folder.resolve("copy"), server).set("limits.concurrency", "6");
        second.rows(Workshop.numbered(30));
        Ended ended = second.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(30);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(90);
        Path results = ended.directory().resolve("results.jsonl");
        assertThat(Workshop.lines(results).stream().map(line -> line.path("row").asInt()))
                .hasSize(30)
                .isSorted();
        byte[] before = Files.readAllBytes(results);
        Files.delete(results);
        assertThat(second.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readAllBytes(results)).isEqualTo(before);
        assertThat(executions(second)).containsExactly("FAILED", "COMPLETED");
    }

    /** The executions of the one job instance that the store's Spring Batch metadata name, oldest first. */
    private static List<JobExecution> executions(JobRepository metadata) {
        assertThat(metadata.getJobNames()).hasSize(1);
        List<JobInstance> instances =
                metadata.findJobInstances(metadata.getJobNames().get(0));
        assertThat(instances).hasSize(1);
        return metadata.getJobExecutions(instances.get(0)).stream()
                .sorted(Comparator.comparingLong(JobExecution::getId))
                .toList();
    }

    private static List<String> executions(Workshop workshop) throws RunException {
        try (OpenStore store = open(workshop)) {
            return executions(store.jobRepository()).stream()
                    .map(execution -> execution.getStatus().name())
                    .toList();
        }
    }

    private static OpenStore open(Workshop workshop) throws RunException {
        return OpenStore.open(StoreLocation.of(workshop.job()), Duration.ZERO, new StopSwitch());
    }

    @Test
    void everyStartIsAnExecutionOfTheRunsOneInstance() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b c d");
        assertThat(workshop.start(ask -> ask.rows(1, 2)).exit()).isEqualTo(ExitCode.DONE);
        assertThat(workshop.start(ask -> ask.rows(1, 3)).exit()).isEqualTo(ExitCode.DONE);
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(executions(workshop)).containsExactly("STOPPED", "STOPPED", "COMPLETED");
    }

    @Test
    void deathBetweenTheLastRowAndTheLastFileCostsNothing() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        Ended whole = workshop.start();
        byte[] results = Files.readAllBytes(whole.directory().resolve("results.jsonl"));
        Files.delete(whole.directory().resolve("results.jsonl"));
        workshop.looking(jdbc -> jdbc.update("update ledger_run set state = 'OPEN'"));
        int requests = server.books().requests().size();
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readAllBytes(whole.directory().resolve("results.jsonl")))
                .isEqualTo(results);
        assertThat(server.books().requests()).hasSize(requests);
        assertThat(workshop.start().said()).contains("nothing to do");
    }

    @Test
    void executionWhoseEndWasNeverNotedIsNoObstacle() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        workshop.start(ask -> ask.rows(1, 1));
        for (String status : List.of("UNKNOWN", "ABANDONED", "COMPLETED", "STARTED", "STOPPING")) {
            workshop.looking(jdbc -> {
                for (String table : List.of("batch_job_execution", "batch_step_execution")) {
                    jdbc.update(
                            "update " + table + " set status = ?, end_time = null where job_execution_id ="
                                    + " (select max(job_execution_id) from batch_job_execution)",
                            status);
                }
                return 0;
            });
            Ended ended = workshop.start(ask -> ask.rows(1, 1));
            assertThat(ended.exit()).as(status + ": " + ended.said()).isEqualTo(ExitCode.DONE);
        }
    }

    /** Spring Batch commits an instance before its first execution, and refuses to start one that has none. */
    @Test
    void instanceThatDiedBeforeItsFirstExecutionIsNoObstacle() throws Exception {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        workshop.start(ask -> ask.rows(1, 1));
        try (OpenStore store = open(workshop)) {
            JobRepositoryTestUtils metadata = new JobRepositoryTestUtils(store.jobRepository());
            executions(store.jobRepository()).forEach(metadata::removeJobExecution);
        }

        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(executions(workshop)).containsExactly("COMPLETED");
    }

    /**
     * Row by row: what the ledger says, and whether the server has the task. {@code S U R P} are its states, {@code p}
     * is pending after a doubt. The first row is done, so that the server is known and the others are claimed together.
     */
    @Test
    void eachCrashInstantIsPaidOnce() throws Exception {
        Workshop workshop = new Workshop(folder, server).set("limits.concurrency", "16");
        workshop.rows("before S-yes S-no U-yes U-no R-yes p-yes p-no P-no");
        assertThat(workshop.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofSeconds(30)).plan(seen -> {
            stop.stop("dead");
            return new Fault.ErrorBefore(429, "slow down");
        });
        assertThat(workshop.set("limits.concurrency", "9")
                        .start(workshop.request(), stop)
                        .exit())
                .isEqualTo(ExitCode.STOPPED);
        Map<String, String> ids = minted(workshop);
        assertThat(ids).hasSize(9);
        server.latency(Duration.ZERO).plan(FaultPlan.NONE);
        for (String key : ids.keySet()) {
            if (key.endsWith("-yes")) {
                new Audits(workshop).buy(server, ids.get(key), "Say word-" + key);
            }
        }
        workshop.looking(jdbc -> {
            for (String key : ids.keySet()) {
                leave(jdbc, key);
            }
            return 0;
        });

        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(server.books().turns()).isEqualTo(9);
        for (JsonNode line : Workshop.lines(ended.directory().resolve("results.jsonl"))) {
            String key = line.path("key").asString();
            assertThat(line.path("task_id").asString()).isEqualTo(ids.get(key));
            assertThat(line.path("output_text").asString()).isEqualTo("done: Say word-" + key);
            assertThat(line.path("turns").asInt()).isOne();
        }
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).hasSize(9);
    }

    private static Map<String, String> minted(Workshop workshop) {
        return workshop.looking(jdbc -> {
            Map<String, String> ids = new TreeMap<>();
            jdbc.query(
                    "select r.row_key, w.task_id from ledger_row r join ledger_work w on w.row_id = r.row_id"
                            + " where w.task_id is not null",
                    rs -> {
                        ids.put(rs.getString(1), rs.getString(2));
                    });
            return ids;
        });
    }

    private static void leave(JdbcTemplate jdbc, String key) {
        if (key.equals("before")) {
            return;
        }
        char state = key.charAt(0) == 'p' ? 'P' : key.charAt(0);
        boolean doubted = key.charAt(0) == 'p' || state == 'U';
        jdbc.update(
                "update ledger_work set state = ?, doubted = ? where row_id = (select row_id from ledger_row where"
                        + " row_key = ?)",
                String.valueOf(state),
                doubted,
                key);
    }

    @Test
    void loadThatDiedIsNotARun() throws IOException {
        Workshop workshop = new Workshop(folder, server).rows("a b");
        workshop.start();
        workshop.looking(jdbc -> jdbc.update("update ledger_run set state = 'LOADING'"));
        Ended ended = workshop.start();
        assertThat(ended.exit()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).containsExactly("a", "b");
        assertThat(workshop.<Integer>looking(
                        jdbc -> jdbc.queryForObject("select count(*) from ledger_row", Integer.class)))
                .isEqualTo(2);
    }
}
