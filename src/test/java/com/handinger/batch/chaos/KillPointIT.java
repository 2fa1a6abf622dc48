package com.handinger.batch.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Schedules;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.halt.HaltPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The jar ends at each named boundary as by {@code kill -9}, and the same command is given again: the server's books show
 * one request and one paid turn for each row, and the files are those of a run that was never killed.
 */
class KillPointIT {

    private static final int ROWS = 34;
    private static final int REJECTED = 2;
    private static final int SENT = ROWS - REJECTED;
    private static final long PATIENCE = Duration.ofSeconds(60).toMillis();
    private static final String WORKER = "wrk_demo-plain";
    private static final String FOREIGN = "https://batch.example.com/done";
    private static final String FAILS = "Is claim 7 true?";

    private final FaultServer server = FaultServer.create()
            .latency(id -> Duration.ofMillis(60 + Math.floorMod(id.hashCode(), 200)))
            .credits(input -> 1 + Math.floorMod(input.hashCode(), 5))
            .start();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void oneTaskFails() {
        server.plan(KillPointIT::fault);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Fault fault(Sighting seen) {
        return seen.isSend() && seen.body().contains(FAILS) ? new Fault.TaskFails() : Fault.NONE;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SCHEMA:5        | none | a half-made store is made anew
            LOADING         | none | a load that died is no run
            LOADED          | none | a whole load that was never opened is no run either
            BEFORE_CLAIM    | none | the run is there, and nothing else
            CLAIMED:3       | some | committed is enough against the end of a process
            CLAIM_FORCED    | none | marked as sent, and never sent
            BEFORE_POST:11  | some | one row of a page is about to leave
            POST_OUT:11     | some | the server may have it or not
            ANSWERED:11     | some | a paid answer that nobody noted
            IN_COMMIT:2     | some | the transaction is rolled back
            COMMITTED:2     | some | the live file lacks a batch
            BETWEEN_FILES:2 | all  | some files are new and some are old
            PROJECTED       | all  | the files are right, the run is still open
            SUMMED_UP       | all  | only the mark of the end is missing
            """)
    void sameCommandGoesOn(String haltAt, String atServer, String reason) throws Exception {
        BulkJob job = job("killed");
        assertThat(job.exit(job.jar("-D" + HaltPoint.PROPERTY + "=" + haltAt), PATIENCE))
                .as(job.said())
                .isEqualTo(BulkJob.KILLED);
        assertThat(job.said()).contains("halted at " + haltAt.replaceFirst(":.*", ""));
        int turns = server.books().turns();
        switch (atServer) {
            case "none" -> assertThat(turns).as(reason).isZero();
            case "some" -> assertThat(turns).as(reason).isPositive();
            default -> assertThat(turns).as(reason).isEqualTo(SENT);
        }

        assertThat(job.here()).as(job.said()).isEqualTo(1);
        judge(job, reason);
        Books books = server.books();
        server.forget();
        BulkJob whole = job("whole");
        String runId = job.json("run.json").path("run_id").asString();
        assertThat(whole.here("--run-id", runId)).as(whole.said()).isEqualTo(1);
        assertThat(job.files()).as(reason).isEqualTo(whole.files());
        assertThat(books.credits()).isEqualTo(server.books().credits());
    }

    /** No call of the API finds a worker again: what is unknown stays unknown until a person decides. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WORKER_INTENT   | 0 | it was not asked for, and nobody can know that
            WORKER_ANSWERED | 1 | it is there, and nobody noted its id
            """)
    void workerIsNotMadeTwiceUnnoticed(String haltAt, int atServer, String reason) throws Exception {
        BulkJob job = job("killed", "template: { instructions: Judge. }");
        assertThat(job.exit(job.jar("-D" + HaltPoint.PROPERTY + "=" + haltAt), PATIENCE))
                .as(job.said())
                .isEqualTo(BulkJob.KILLED);
        assertThat(server.books().workers()).as(reason).hasSize(atServer);

        assertThat(job.here()).as(job.said()).isEqualTo(8);
        assertThat(job.said()).contains("chaos [handinger-batch chaos ", "--adopt-worker ID", "--new-worker");
        assertThat(server.books().workers()).as(reason).hasSize(atServer);
        String[] decision =
                atServer == 1 ? new String[] {"--adopt-worker", "wrk_made-1"} : new String[] {"--new-worker"};
        assertThat(job.here(decision)).as(job.said()).isEqualTo(1);
        judge(job, reason);
        assertThat(server.books().workers()).hasSize(1);
        assertThat(server.books().tasks()).allMatch(task -> task.workerId().equals("wrk_made-1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WEBHOOK_NOTED | false | it is noted, and stands there still
            WEBHOOK_SET   | true  | ours stands there, and nobody listens
            """)
    void foreignWebhookIsPutBack(String haltAt, boolean replaced, String reason) throws Exception {
        server.books().webhook(WORKER, FOREIGN);
        BulkJob job = job("killed", "id: " + WORKER, "completion: webhook\nwebhook: { listen: \"127.0.0.1:0\" }\n");
        assertThat(job.exit(job.jar(List.of("--yes"), "-D" + HaltPoint.PROPERTY + "=" + haltAt), PATIENCE))
                .as(job.said())
                .isEqualTo(BulkJob.KILLED);
        assertThat(server.books().turns()).isZero();
        assertThat(FOREIGN.equals(server.books().webhook(WORKER))).as(reason).isEqualTo(!replaced);

        assertThat(job.here()).as("put back first, and asked again").isEqualTo(8);
        assertThat(server.books().webhook(WORKER)).isEqualTo(FOREIGN);
        assertThat(job.here("--yes")).as(job.said()).isEqualTo(1);
        judge(job, reason);
        assertThat(server.books().webhook(WORKER)).isEqualTo(FOREIGN);
    }

    /** Two rows for each of three tasks, which had a turn before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TURN_BASED:2 | 3 | what the tasks had is on disk, and no turn was sent after that
            POST_OUT:2   | 4 | the task may have the turn or not
            """)
    void turnIsPaidOnce(String haltAt, int atMost, String reason) throws Exception {
        List<String> tasks = List.of("tsk_a", "tsk_b", "tsk_c");
        for (String task : tasks) {
            server.books().begin(task, WORKER, "first");
        }
        long before = server.books().credits();
        BulkJob job = new BulkJob(
                folder.resolve("killed"),
                """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: %s }
                input: { file: claims.csv, key: id }
                task: { input: "Go on with {{id}}", continues: "{{task}}" }
                limits: { concurrency: 6, credits: 100000 }
                resend: { lookupGrace: 1s }
                """.formatted(server.url(), WORKER),
                "id,task\nr1,tsk_a\nr2,tsk_b\nr3,tsk_c\nr4,tsk_a\nr5,tsk_b\nr6,tsk_c\n");
        assertThat(job.exit(job.jar("-D" + HaltPoint.PROPERTY + "=" + haltAt), PATIENCE))
                .as(job.said())
                .isEqualTo(BulkJob.KILLED);
        assertThat(server.books().turns()).as(reason).isLessThanOrEqualTo(3 + atMost);

        assertThat(job.here()).as(job.said()).isZero();
        for (int i = 0; i < tasks.size(); i++) {
            Books.Task task = Objects.requireNonNull(server.books().task(tasks.get(i)));
            assertThat(task.turns())
                    .as(reason)
                    .extracting(Books.Turn::input)
                    .containsExactly("first", "Go on with r" + (i + 1), "Go on with r" + (i + 4));
            assertThat(server.books().sends(task.id())).as(reason).isEqualTo(2);
        }
        assertThat(job.results()).hasSize(6);
        assertThat(job.json("summary.json").path("credits").path("spent").longValue())
                .isEqualTo(server.books().credits() - before);
        assertThat(job.verify()).as(job.said()).isZero();
    }

    /** What repeats is made once for each row, or left to a person where nothing tells. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CLAIM_FORCED | no schedule was asked for
            POST_OUT:2   | one is there, and the second may be
            ANSWERED:2   | an answer came that nobody noted
            """)
    void scheduleIsMadeOnce(String haltAt, String reason) throws Exception {
        BulkJob job =
                new BulkJob(folder.resolve("killed"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: %s }
                input: { file: claims.csv, key: id }
                task: { input: "Look at {{id}}", when: { type: interval, intervalSeconds: 86400 } }
                resend: { lookupGrace: 1s }
                """.formatted(server.url(), WORKER), "id\nr1\nr2\nr3\nr4\n");
        assertThat(job.exit(job.jar(List.of("--yes"), "-D" + HaltPoint.PROPERTY + "=" + haltAt), PATIENCE))
                .as(job.said())
                .isEqualTo(BulkJob.KILLED);

        int exit = job.here("--yes");

        List<String> made = server.schedules().all().stream()
                .map(Schedules.Schedule::input)
                .sorted()
                .toList();
        assertThat(made).as(reason).doesNotHaveDuplicates();
        assertThat(job.results()).as("each that is noted is there").hasSizeLessThanOrEqualTo(made.size());
        int left = job.json("summary.json").path("rows").path("failed").intValue();
        assertThat(job.results()).as(job.said()).hasSize(4 - left);
        assertThat(exit).as(job.said()).isEqualTo(left == 0 ? 0 : 1);
        assertThat(job.said())
                .as(reason)
                .satisfies(said ->
                        assertThat(left == 0 || said.contains("resolve")).isTrue());
    }

    private void judge(BulkJob job, String reason) throws IOException {
        Books books = server.books();
        assertThat(books.tasks()).as(reason).hasSize(SENT).allSatisfy(task -> {
            assertThat(task.turns()).as("paid for " + task.id()).hasSize(1);
            assertThat(books.sends(task.id())).as("requests for " + task.id()).isOne();
        });
        assertThat(job.results()).hasSize(SENT - 1);
        assertThat(job.json("summary.json").path("exit").intValue()).isOne();
        assertThat(job.json("summary.json").path("resumable").booleanValue()).isFalse();
        assertThat(job.json("summary.json").path("credits").path("spent").longValue())
                .isEqualTo(books.credits());
    }

    @Test
    void everyPointHasItsRow() throws Exception {
        List<String> rows = new ArrayList<>(table("sameCommandGoesOn", String.class));
        rows.addAll(3, table("foreignWebhookIsPutBack", boolean.class));
        rows.addAll(3, table("workerIsNotMadeTwiceUnnoticed", int.class));
        rows.add(rows.indexOf("BEFORE_POST"), table("turnIsPaidOnce", int.class).get(0));
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(HaltPoint.values()).map(HaltPoint::name).toList());
    }

    /** The points of a table, each once. */
    private static List<String> table(String method, Class<?> second) throws NoSuchMethodException {
        String[] table = KillPointIT.class
                .getDeclaredMethod(method, String.class, second, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock()
                .split("\n", -1);
        return Arrays.stream(table)
                .filter(line -> !line.isBlank())
                .map(line -> line.split("[ :|]", 2)[0])
                .distinct()
                .toList();
    }

    /** The earlier start left a summary that calls the run unfinished. */
    @Test
    void summaryIsNeverOlderThanTheEndOfTheRun() throws Exception {
        BulkJob job = job("killed");
        assertThat(job.here("--limit", "5")).as(job.said()).isZero();
        int exit = job.exit(job.jar("-D" + HaltPoint.PROPERTY + "=SUMMED_UP"), PATIENCE);
        assertThat(exit).as(job.said()).isEqualTo(BulkJob.KILLED);
        assertThat(job.here()).as(job.said()).isEqualTo(1);

        judge(job, "the end was not noted");
        assertThat(job.json("summary.json").path("rows").path("pending").intValue())
                .isZero();
    }

    private BulkJob job(String name) {
        return job(name, "id: " + WORKER);
    }

    private BulkJob job(String name, String worker) {
        return job(name, worker, "");
    }

    private BulkJob job(String name, String worker, String more) {
        String csv = IntStream.rangeClosed(1, ROWS - REJECTED)
                .mapToObj(i -> "r" + i + ",claim " + i)
                .collect(Collectors.joining("\n", "id,claim\n", "\nr3,a used key\nr4,another one\n"));
        return new BulkJob(folder.resolve(name), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { %s }
                input: { file: claims.csv, key: id }
                task: { input: "Is {{claim}} true?" }
                limits: { concurrency: 6, credits: 100000 }
                resend: { lookupGrace: 1s }
                %s""".formatted(server.url(), worker, more), csv);
    }
}
