package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Rows that the server refuses, and servers that refuse every row. */
class RefusedRowsTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(int rows) throws IOException {
        return new Workshop(folder, server).rows(Workshop.numbered(rows)).set("limits.concurrency", "4");
    }

    private long sends() {
        return server.books().requests().stream().filter(Sighting::isSend).count();
    }

    private static FaultPlan refusing(int status, Set<String> rows) {
        return seen ->
                seen.isSend() && rows.stream().anyMatch(row -> seen.body().contains("word-" + row + "\""))
                        ? new Fault.ErrorBefore(status, "too odd")
                        : Fault.NONE;
    }

    /** One line of {@code answers.yaml}. */
    record Answer(String id, int status, boolean html, String one, String every) {

        Fault fault() {
            if (html) {
                return new Fault.Html404();
            }
            return status == 0 ? new Fault.ResetBefore() : new Fault.ErrorBefore(status, "no such luck");
        }

        @Override
        public String toString() {
            return id + " " + status;
        }
    }

    static List<Answer> answers() throws IOException {
        try (InputStream in = Objects.requireNonNull(RefusedRowsTest.class.getResourceAsStream("/run/answers.yaml"))) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<?>) root)
                    .stream()
                            .map(line -> (Map<?, ?>) line)
                            .map(line -> new Answer(
                                    String.valueOf(line.get("id")),
                                    Integer.parseInt(String.valueOf(line.get("status"))),
                                    Boolean.TRUE.equals(line.get("html")),
                                    String.valueOf(line.get("one")),
                                    String.valueOf(line.get("every"))))
                            .toList();
        }
    }

    static Stream<Answer> toEveryRow() throws IOException {
        return answers().stream().filter(answer -> !answer.every.equals("-"));
    }

    @ParameterizedTest
    @MethodSource("toEveryRow")
    void serverThatRefusesEveryRowIsAskedAHandfulOfTimes(Answer answer) throws IOException {
        Workshop workshop = workshop(60);
        server.plan(seen -> seen.isSend() ? answer.fault() : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit().code()).as(ended.said()).isEqualTo(Integer.parseInt(answer.every));
        assertThat(ended.said()).contains(String.valueOf(answer.status)).contains("no such luck");
        assertThat(sends()).isLessThanOrEqualTo(10);
        assertThat(ended.summary().rows().pending()).isEqualTo(60);
        assertThat(ended.summary().credits().spent()).isZero();
        server.plan(FaultPlan.NONE);
        assertThat(workshop.start(ask -> ask.rows(1, 8)).exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(8);
    }

    /** Row a-z of each line whose answer stops nothing, among rows that the server takes. */
    @Test
    void oneRowAmongOthersEndsAsTheTableSays() throws IOException {
        List<Answer> answers =
                answers().stream().filter(answer -> !answer.one.equals("stop")).toList();
        StringJoiner rows = new StringJoiner(" ");
        for (Answer answer : answers) {
            rows.add("before-" + answer.id).add(answer.id);
        }
        Workshop workshop = new Workshop(folder, server).rows(rows + " last");
        server.plan(seen -> seen.nthSend() != 1
                ? Fault.NONE
                : answers.stream()
                        .filter(answer -> seen.body().contains("Say word-" + answer.id + "\""))
                        .map(Answer::fault)
                        .findFirst()
                        .orElse(Fault.NONE));
        Ended ended = workshop.set("limits.errors", "100%")
                .set("limits.concurrency", "20")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(Workshop.lines(ended.directory().resolve("failed.jsonl")).stream()
                        .map(line -> line.path("id").asString()))
                .containsExactlyElementsOf(answers.stream()
                        .filter(answer -> answer.one.equals("failed"))
                        .map(Answer::id)
                        .toList());
        assertThat(server.books().paidTwice()).isEmpty();
    }

    static Stream<Answer> thatStop() throws IOException {
        return answers().stream().filter(answer -> answer.one.equals("stop"));
    }

    @ParameterizedTest
    @MethodSource("thatStop")
    void oneAnswerThatIsTrueOfEveryRowStopsAtOnce(Answer answer) throws IOException {
        server.plan(seen -> seen.isSend() && seen.body().contains("word-r6\"") ? answer.fault() : Fault.NONE);
        Ended ended = workshop(40).set("limits.concurrency", "1").start();
        assertThat(ended.exit().code()).as(ended.said()).isEqualTo(Integer.parseInt(answer.every));
        assertThat(sends()).isEqualTo(6);
        assertThat(ended.summary().rows().pending()).isEqualTo(35);
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 410, 423, 451})
    void balanceThatEndsInTheMiddleStopsBeforeRowsFail(int status) throws IOException {
        Workshop workshop = workshop(80);
        server.plan(seen -> seen.isSend() && server.books().turns() >= 30
                ? new Fault.ErrorBefore(status, "no credits left")
                : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.said()).contains("no credits left");
        // Requests overtake each other: one that left later may have been accepted first.
        assertThat(ended.summary().rows().failed()).isLessThan(4);
        assertThat(sends()).isLessThanOrEqualTo(30 + 10);
        server.plan(FaultPlan.NONE);
        workshop.start();
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(server.books().turns())
                .isEqualTo(80 - (int) ended.summary().rows().failed());
    }

    /** A server that is known from an earlier start, and holds a send until its task ends. */
    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 451})
    void refusedKeyOrEmptyBalanceCostsAHandfulOfRequestsWhateverTheSlots(int status) throws IOException {
        Workshop workshop = workshop(80).set("limits.concurrency", "50").set("completion", "block");
        assertThat(workshop.start(ask -> ask.rows(80, 80)).exit()).isEqualTo(ExitCode.DONE);
        int before = server.books().requests().size();
        server.latency(Duration.ofMillis(200))
                .plan(seen -> seen.isSend() ? new Fault.ErrorBefore(status, "no such luck") : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit().code()).as(ended.said()).isEqualTo(status == 402 || status == 451 ? 5 : 3);
        assertThat(server.books().requests().size() - before).isLessThanOrEqualTo(10);
        assertThat(ended.summary().rows().pending()).isEqualTo(79);
    }

    @ParameterizedTest
    @ValueSource(strings = {"block", "poll", "stream"})
    void goodStartFillsItsSlotsAtOnce(String completion) throws IOException {
        Workshop workshop = workshop(60).set("limits.concurrency", "50").set("completion", completion);
        assertThat(workshop.start(ask -> ask.rows(60, 60)).exit()).isEqualTo(ExitCode.DONE);
        server.latency(Duration.ofSeconds(4));
        long before = System.nanoTime();
        Ended ended = workshop.start(ask -> ask.rows(1, 50));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    }

    /** What was accepted before is answered after the refusals. */
    @ParameterizedTest
    @ValueSource(ints = {402, 410, 423, 451})
    @Timeout(60)
    void balanceThatEndsBesideSlowTasksStopsToo(int status) throws IOException {
        Workshop workshop = workshop(60).set("limits.concurrency", "16");
        assertThat(workshop.start(ask -> ask.rows(60, 60)).exit()).isEqualTo(ExitCode.DONE);
        AtomicInteger sent = new AtomicInteger();
        server.latency(Duration.ofMillis(700))
                .plan(seen -> seen.isSend() && sent.incrementAndGet() > 24
                        ? new Fault.ErrorBefore(status, "no credits left")
                        : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.said()).contains("no credits left");
        assertThat(ended.summary().rows().completed()).isEqualTo(25);
        assertThat(ended.summary().rows().running()).isZero();
        // Requests overtake each other, in the server too.
        assertThat(ended.summary().rows().failed()).isLessThan(16);
        assertThat(sent.get()).isLessThanOrEqualTo(24 + 16 + 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 451})
    void oddRowsAmongGoodOnesFail(int status) throws IOException {
        Workshop workshop = workshop(30);
        server.plan(refusing(status, Set.of("r1", "r2", "r3", "r4", "r15", "r30")));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(ended.summary().rows().failed()).isEqualTo(6);
        assertThat(ended.summary().rows().completed()).isEqualTo(24);
        assertThat(sends()).isEqualTo(30);
    }

    @Test
    void fewRowsThatAreAllRefusedFail() throws IOException {
        server.plan(refusing(422, Set.of("r1", "r2", "r3")));
        Ended ended = workshop(3).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(ended.summary().rows().failed()).isEqualTo(3);
    }

    @Test
    void oddRowsBesideSlowGoodOnesAreNoReasonToStop() throws IOException {
        Workshop workshop = workshop(12);
        assertThat(workshop.start(ask -> ask.rows(12, 12)).exit()).isEqualTo(ExitCode.DONE);
        server.latency(Duration.ofMillis(600)).plan(refusing(400, Set.of("r2", "r3", "r4", "r5", "r6", "r7")));
        Ended ended = workshop.set("limits.concurrency", "8").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(ended.summary().rows().failed()).isEqualTo(6);
        assertThat(ended.summary().rows().completed()).isEqualTo(6);
    }

    @Test
    void tooManyBadRowsStopAStartAndTheNextCountsAnew() throws IOException {
        Workshop workshop = workshop(300).set("limits.errors", "10");
        server.latency(Duration.ofMillis(2))
                .plan(seen -> seen.isSend() && Math.floorMod(seen.body().hashCode(), 3) == 0
                        ? new Fault.TaskFails()
                        : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said())
                .contains("more than 10 (limits.errors)")
                .contains("error")
                .contains("such as row ");
        assertThat(ended.summary().limitsMet()).containsExactly("limits.errors");
        assertThat(ended.summary().rows().failed()).isBetween(11L, 11L + 4);
        assertThat(ended.summary().rows().running())
                .as("tasks under way are followed to their end")
                .isZero();
        assertThat(ended.summary().continueWith()).isEqualTo("run job.yaml");
        long before = ended.summary().rows().failed();
        Ended next = workshop.start();
        assertThat(next.summary().rows().failed()).as(next.said()).isBetween(before + 11, before + 11 + 4);
        assertThat(workshop.set("limits.errors", "100%").start().exit()).isEqualTo(ExitCode.ROWS);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void shareCountsFromFiftyRowsOn() throws IOException {
        FaultPlan half = seen ->
                seen.isSend() && Math.floorMod(seen.body().hashCode(), 2) == 0 ? new Fault.TaskFails() : Fault.NONE;
        server.plan(half);
        Ended few = workshop(49).start();
        assertThat(few.exit()).as(few.said()).isEqualTo(ExitCode.ROWS);
        Ended many = workshop(200).start(ask -> ask.choice(RunRequest.Choice.NEW));
        assertThat(many.exit()).as(many.said()).isEqualTo(ExitCode.FATAL);
        assertThat(many.said()).contains("more than 25%");
        assertThat(many.summary().rows().pending()).isGreaterThan(100);
    }
}
