package com.handinger.batch.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The promise, from outside: the jar is killed with SIGKILL at random instants while a share of the requests goes wrong
 * in every known way, the server goes away, and once the key is another organisation's; the same command is given again.
 * In the end the server's own books show one paid turn for each row, and the files are, byte for byte, those of a run
 * that met no trouble. A long round: {@code ./mvnw -Pchaos verify -Dchaos.rows=1000 -Dchaos.kills=100 -Dchaos.seed=7}.
 */
class ChaosIT {

    private static final int ROWS = Integer.getInteger("chaos.rows", 120);
    private static final int KILLS = Integer.getInteger("chaos.kills", 6);
    private static final long SEED = Long.getLong("chaos.seed", 20261122);
    private static final long LIMIT_NANOS =
            Duration.ofMinutes(Integer.getInteger("chaos.minutes", 5)).toNanos();
    private static final double FAULTS = 0.05;

    private static final int SLOTS = 16;

    /**
     * A row takes a send and two reads; half of the kills come before the first request, and each start looks up again
     * what filled the slots of the one before.
     */
    private static final int MOST_REQUESTS = 3 * SLOTS + 3 * ROWS / Math.max(1, KILLS);

    private static final Duration LONGEST_START_UP = Duration.ofMillis(2500);
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("chaos.away", 2));

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Misery misery = new Misery(FAULTS, SEED);
    private final long began = System.nanoTime();
    private final FaultServer server = FaultServer.create()
            .latency(id -> Duration.ofMillis(20 + Math.floorMod(id.hashCode(), 400)))
            .credits(input -> 1 + Math.floorMod(input.hashCode(), 5))
            .readableAfter(Duration.ofMillis(150))
            .start();

    private int kills;
    private int absences;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void beginTheMisery() {
        server.plan(misery);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everyRowIsPaidOnceHoweverOftenTheProcessIsKilled() throws Exception {
        BulkJob job = job("chaos");
        while (kills < KILLS) {
            if (kills == KILLS / 2) {
                showForeignKey(job);
            }
            kill(job);
        }
        Process last = job.jar();
        awaitRequests(last, server.books().asked() + 5, left());
        goAwayFor(AWAY);
        assertThat(job.exit(last, left().toMillis())).as(job.said()).isZero();
        server.plan(FaultPlan.NONE);
        judge(job);
    }

    /** Half of the kills hit the start, before its first request, and the others its work; some while nobody answers. */
    private void kill(BulkJob job) throws Exception {
        boolean atWork = random.nextBoolean();
        boolean alone = random.nextInt(10) == 0;
        Duration longest = Duration.ofMillis(random.nextLong(LONGEST_START_UP.toMillis()));
        if (alone) {
            server.stop();
            absences++;
        }
        Process process = job.jar();
        try {
            awaitRequests(
                    process,
                    server.books().asked() + (atWork ? random.nextInt(1, MOST_REQUESTS) : 1),
                    alone ? LONGEST_START_UP : atWork ? left() : longest);
            assertThat(process.isAlive())
                    .as("ended before kill " + kills + ":\n" + job.said())
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
            server.start();
        }
        kills++;
    }

    private static void pass(Duration time) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(never).isFalse();
    }

    /** Waits until the server was asked so often, the process ended, or the time is over. */
    private void awaitRequests(Process process, int requests, Duration longest) throws InterruptedException {
        long until = System.nanoTime() + longest.toNanos();
        while (process.isAlive() && server.books().asked() < requests && until - System.nanoTime() > 0) {
            pass(Duration.ofMillis(2));
        }
    }

    private void goAwayFor(Duration time) throws InterruptedException {
        server.stop();
        absences++;
        pass(time);
        server.start();
    }

    /** To the key of another organisation nothing exists: no worker, no task. */
    private void showForeignKey(BulkJob job) throws Exception {
        int turns = server.books().turns();
        server.plan(FaultPlan.always(new Fault.ErrorBefore(404, "not found")));
        assertThat(job.exit(job.jar(), left().toMillis())).as(job.said()).isEqualTo(3);
        assertThat(server.books().turns()).isEqualTo(turns);
        server.plan(misery);
    }

    private Duration left() {
        Duration left = Duration.ofNanos(began + LIMIT_NANOS - System.nanoTime());
        assertThat(left).as("time for the whole round, chaos.minutes").isPositive();
        return left;
    }

    private void judge(BulkJob job) throws IOException {
        Books books = server.books();
        List<JsonNode> results = job.results();
        print(books, ROWS - results.size());
        assertThat(books.paidTwice()).as("paid twice").isEmpty();
        assertThat(books.tasks()).as("tasks at the server").hasSize(ROWS);
        assertThat(results).hasSize(ROWS);
        for (JsonNode line : results) {
            Books.Task task = Objects.requireNonNull(
                    books.task(line.path("task_id").asString()), "a task that the server never had");
            assertThat(task.turns().get(0).input())
                    .isEqualTo("Is claim " + line.path("row").intValue() + " true?");
        }
        assertThat(job.json("summary.json").path("credits").path("spent").longValue())
                .isEqualTo(books.credits());

        assertThat(job.verify()).as(job.said()).isZero();
        assertThat(job.json("summary.json").path("audit").path("surplus_turns").longValue())
                .isZero();
        server.forget().readableAfter(Duration.ZERO);
        BulkJob whole = job("whole");
        String runId = job.json("run.json").path("run_id").asString();
        assertThat(whole.here("--run-id", runId)).as(whole.said()).isZero();
        assertThat(job.files()).as("the files of an untroubled run").isEqualTo(whole.files());
    }

    private void print(Books books, int lost) {
        long sends = books.requests().stream().filter(seen -> seen.isSend()).count();
        System.out.printf(
                "chaos: seed %d, %d rows, %d kills, %d faults injected, server away %d times: %d tasks, %d turns,"
                        + " %d rows paid twice, %d rows lost, %d sends, %d reads, %.0f s%n",
                SEED,
                ROWS,
                kills,
                misery.faults(),
                absences,
                books.tasks().size(),
                books.turns(),
                books.paidTwice().size(),
                lost,
                sends,
                books.asked() - sends,
                (System.nanoTime() - began) / 1e9);
    }

    private BulkJob job(String name) {
        String csv = IntStream.rangeClosed(1, ROWS)
                .mapToObj(i -> "r" + i + ",claim " + i)
                .collect(Collectors.joining("\n", "id,claim\n", "\n"));
        return new BulkJob(folder.resolve(name), """
                version: 1
                api: { baseUrl: "%s", timeout: 3s }
                worker: { id: wrk_demo-plain }
                input: { file: claims.csv, key: id }
                task: { input: "Is {{claim}} true?" }
                limits: { concurrency: %d, taskTime: 60s, credits: 100000 }
                resend: { attempts: 100, backoff: 100ms..1s, lookupGrace: 2s }
                """.formatted(server.url(), SLOTS), csv);
    }
}
