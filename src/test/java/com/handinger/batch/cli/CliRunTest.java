package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Starts that reach the store, and how they end on both streams. */
class CliRunTest {

    private static final String ROWS = "id,claim\na,one\nb,two\nc,three\n";
    private static final String KEY = "hdg_live_Secret-0123456789";

    private final Path folder;

    CliRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeJob() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), ROWS);
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo-fact-check }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                """);
    }

    @Test
    void shortFormRunsAndSecondStartFindsNothingToDo() {
        Call first = Call.of("--sandbox", "--run-id", "run", job());
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).isEmpty();
        assertThat(first.err()).contains("3 rows: 3 completed").endsWith("Exit code 0: every selected row completed\n");

        Call second = Call.of(job(), "--run-id", "run", "--json");
        assertThat(second.exit()).isZero();
        assertThat(second.data()).hasSize(2);
        assertThat(second.data().get(0).path("event").asString()).isEqualTo("launch");
        assertThat(second.last().path("run_id").asString()).isEqualTo("run");
        assertThat(second.last().path("rows").path("completed").asInt()).isEqualTo(3);
        assertThat(second.last().path("reason").asString()).contains("nothing to do");
        assertThat(second.both()).endsWith(second.out().lines().toList().get(1) + "\n");
    }

    @Test
    void aPartThatIsDoneNamesTheCommandForTheRest() {
        Call part = Call.of(job(), "--limit", "1", "--tolerate", "2", "--json");

        assertThat(part.exit()).as(part.err()).isZero();
        assertThat(part.data().get(0).path("store").asString())
                .isEqualTo(folder.resolve("runs/job/store.mv.db").toString());
        assertThat(part.last().path("resumable").asBoolean(true)).isFalse();
        String rest = "java -jar handinger-batch.jar run " + job() + " --tolerate 2";
        assertThat(part.last().path("continue").asString()).isEqualTo(rest);
        assertThat(part.err())
                .contains("2 other rows are not selected", "\nThe other rows: " + rest + "\n")
                .doesNotContain("Continue:");

        Call all = Call.of(job(), "--tolerate", "2");
        assertThat(all.err())
                .contains("store.mv.db (found run ", ", 1 of 3 rows done)")
                .doesNotContain(";WRITE_DELAY");
        Call again = Call.of(job());
        assertThat(again.err()).contains("store.mv.db (found run ", ", finished)");
    }

    @Test
    void aRunWhoseInputIsGoneCanGoOn() throws IOException {
        assertThat(Call.of(job(), "--limit", "1").exit()).isZero();
        Files.delete(folder.resolve("rows.csv"));

        Call gone = Call.of(job());

        assertThat(gone.exit()).as(gone.err()).isEqualTo(2);
        assertThat(gone.err())
                .contains("rows.csv: ", "there is no such file", "--resume goes on with a run as it was loaded");
        assertThat(Call.of(job(), "--resume").exit()).isZero();
    }

    /** A script that reads the last line must not take a paid run for one that cost nothing. */
    @Test
    void aDecisionTellsOfTheRunThatItIsAbout() throws IOException {
        Call first = Call.of(job(), "--limit", "1", "--json");
        assertThat(first.exit()).as(first.err()).isZero();
        Call plan = Call.of("plan", job(), "--json");
        assertThat(plan.last().path("rows")).isEqualTo(first.last().path("rows"));
        assertThat(plan.last().path("run_id")).isEqualTo(first.last().path("run_id"));
        Files.writeString(folder.resolve("rows.csv"), "z,more\n", StandardOpenOption.APPEND);

        Call asks = Call.of(job(), "--json");

        assertThat(asks.exit()).as(asks.err()).isEqualTo(8);
        JsonNode done = asks.last();
        assertThat(done.path("run_id")).isEqualTo(first.last().path("run_id"));
        assertThat(done.path("rows").path("completed").asLong()).isEqualTo(1);
        assertThat(done.path("credits").path("spent"))
                .isEqualTo(first.last().path("credits").path("spent"));
        assertThat(done.path("resumable").asBoolean()).isFalse();
        assertThat(done.path("continue").isNull()).as("a person has to choose").isTrue();
    }

    @Test
    void whatContinuesAfterNewIsNotNew() {
        assertThat(Call.of(job(), "--limit", "1").exit()).isZero();

        Call part = Call.of(job(), "--new", "--abandon", "--limit", "1", "--json");

        assertThat(part.exit()).as(part.err()).isZero();
        assertThat(part.last().path("continue").asString()).endsWith("job.yaml");
    }

    @Test
    void whatHadNotBegunIsBegunByTheSameWords() {
        assertThat(Call.of(job(), "--limit", "1").exit()).isZero();

        Call stopped = Call.stopping(none(), "stopped by SIGTERM", List.of(job(), "--new", "--abandon"));

        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(6);
        assertThat(stopped.err())
                .contains("job.yaml --new --abandon\n")
                .endsWith("Exit code 6: stopped, timed out, or the server was away\n");
    }

    @Test
    void afterAFaultOfTheProgramNothingIsGivenUpByThePrintedCommand() {
        Call broken = stdin(new Broken(() -> new IllegalStateException("a bug")), "--new", "--abandon", "--json");

        assertThat(broken.exit()).isEqualTo(70);
        assertThat(broken.last().path("continue").asString()).endsWith(" --new");
        assertThat(broken.err()).contains("Continue: java -jar ");
    }

    /** cron mails whatever is said. */
    @Test
    void quietSaysNothingOfAnEndThatIsAsGoodAsWasAskedFor() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,one\na,two\nc,three\n");

        Call part = Call.of(job(), "--quiet", "--limit", "1");
        assertThat(part.exit()).isZero();
        assertThat(part.err()).contains("1 other row is not selected");
        Call tolerated = Call.of(job(), "--quiet", "--tolerate", "1");
        assertThat(tolerated.exit()).as(tolerated.err()).isZero();
        assertThat(tolerated.err()).isEmpty();
        Call bad = Call.of(job(), "--quiet", "--new");
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.err()).contains("1 rejected", "Exit code 1");
    }

    @Test
    void aResumedRunIsResumedAgain() throws IOException {
        assertThat(Call.of(job(), "--limit", "1").exit()).isZero();
        Files.delete(folder.resolve("rows.csv"));

        Call stopped = Call.stopping(none(), "stopped by SIGTERM", List.of(job(), "--resume", "--grace", "1ms"));

        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(6);
        assertThat(stopped.err()).contains("Continue: ").contains("job.yaml --resume\n");
        assertThat(Call.of(job(), "--resume").exit()).isZero();
    }

    @Test
    void aDecisionSaysWhatItsExitCodeMeans() throws IOException {
        assertThat(Call.of(job()).exit()).isZero();
        Files.writeString(folder.resolve("rows.csv"), ROWS + "d,four\n");

        Call call = Call.of(job(), "--limit", "3");

        assertThat(call.exit()).isEqualTo(8);
        assertThat(call.err())
                .contains("  rows added: d (line 5)\n", "sends 0 selected rows;", "buys all 3 selected rows anew")
                .endsWith("Exit code 8: a decision is needed; nothing was sent\n");
    }

    /** To speak of sending would frighten whoever only tidies up. */
    @Test
    void aDecisionAboutOldRunsIsNotAboutSending() {
        assertThat(Call.of(job(), "--run-id", "one").exit()).isZero();
        assertThat(Call.of(job(), "--run-id", "two", "--new").exit()).isZero();

        Call call = Call.of("prune", job(), "--keep-last", "1");

        assertThat(call.exit()).isEqualTo(8);
        assertThat(call.err())
                .contains("Nothing was done. Say it with --yes to do it.")
                .endsWith("Exit code 8: a decision is needed; nothing was removed\n");
    }

    @Test
    void withoutAKeyNothingIsSentAndTheEndIsTold() {
        Call call = Call.of(job(), "--json", "--set", "api.baseUrl=https://batch.invalid");

        assertThat(call.exit()).isEqualTo(3);
        assertThat(call.err()).contains("no API key for http", ": set HANDINGER_API_KEY");
        assertThat(call.last().path("event").asString()).isEqualTo("done");
        assertThat(call.last().path("exit").asInt()).isEqualTo(3);
        assertThat(call.both()).endsWith(lastLine(call));
    }

    @Test
    void aKeyThatCannotBeOneIsToldBeforeAnythingIsMade() throws IOException {
        Path absent = folder.resolve("no.key");
        Path empty = Files.writeString(folder.resolve("empty.key"), " \n");
        for (Map<String, String> wrong : List.of(
                Map.of("HANDINGER_API_KEY", KEY + "\nx"),
                Map.of("HANDINGER_API_KEY_FILE", absent.toString()),
                Map.of("HANDINGER_API_KEY_FILE", empty.toString()))) {
            Call call = call(wrong, none(), "--set", "api.baseUrl=https://batch.invalid");

            assertThat(call.exit()).as(call.err()).isEqualTo(3);
            assertThat(call.err())
                    .containsAnyOf(
                            "the API key holds a space, line break or non-ASCII character",
                            absent + " cannot be read: there is no such file\n",
                            empty + " is empty");
            assertThat(call.err()).doesNotContain(KEY, "Exception", "Loaded");
            assertThat(folder.resolve("runs")).doesNotExist();
        }
    }

    @Test
    void aServerThatIsAwayIsNamedWithoutTheKey() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        Call call = call(
                Map.of("HANDINGER_API_KEY", KEY + "\nx"), none(), "--set", "api.baseUrl=http://127.0.0.1:" + closed);

        assertThat(call.exit()).as(call.err()).isEqualTo(3);
        assertThat(call.both()).doesNotContain(KEY);
    }

    @Test
    void aFaultOfTheProgramHasNoTraceUnlessAskedFor() {
        Supplier<InputStream> broken = () -> new Broken(() -> new IllegalStateException("a bug with " + KEY));

        Call call = stdin(broken.get());
        assertThat(call.exit()).isEqualTo(70);
        assertThat(call.err())
                .contains("internal error: ", "a bug", "-v shows more")
                .doesNotContain("\tat ", KEY);

        Call verbose = stdin(broken.get(), "-v", "--json");
        assertThat(verbose.err()).contains("\tat ").doesNotContain(KEY);
        assertThat(verbose.last().path("exit").asInt()).isEqualTo(70);
        assertThat(verbose.last().path("resumable").asBoolean()).isTrue();
        assertThat(verbose.last().path("continue").asString()).startsWith("java -jar handinger-batch.jar run ");
        assertThat(verbose.both()).endsWith(lastLine(verbose)).doesNotContain(KEY);
    }

    @Test
    void anErrorOfTheMachineIsAnExitCodeToo() {
        Call call = stdin(new Broken(() -> new StackOverflowError("deep")), "--json");

        assertThat(call.exit()).isEqualTo(70);
        assertThat(call.err()).contains("internal error: ").doesNotContain("\tat ");
        assertThat(call.last().path("exit").asInt()).isEqualTo(70);
    }

    @Test
    void aStopWhileTheInputIsReadSendsNothingAndContinues() {
        InputStream rows = new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8));
        Call call = Call.stopping(rows, "stopped by SIGTERM", arguments("--json", "--run-id", "early"));

        assertThat(call.exit()).isEqualTo(6);
        assertThat(call.err()).contains("stopped by SIGTERM; nothing was sent", "Continue: java -jar");
        assertThat(call.last().path("resumable").asBoolean()).isTrue();
        assertThat(call.last().path("continue").asString()).contains("--run-id early");
        assertThat(folder.resolve("runs/job/store.sandbox")).doesNotExist();

        Call again = call(Map.of(), new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)), stdinOptions());
        assertThat(again.exit()).as(again.err()).isZero();
    }

    @Test
    void aStopWhileTheInputIsValidatedEndsIt() {
        InputStream rows = new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8));
        List<String> arguments =
                List.of("validate", job(), "--set", "input.file=-", "--set", "input.format=csv", "--json");

        Call call = Call.stopping(rows, "stopped by SIGINT", arguments);

        assertThat(call.exit()).isEqualTo(6);
        assertThat(call.last().path("reason").asString()).contains("stopped by SIGINT");
    }

    private Call stdin(InputStream in, String... more) {
        return Call.of(Map.of(), in, arguments(more));
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", job()));
        arguments.addAll(List.of(stdinOptions()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static String[] stdinOptions() {
        return new String[] {"--set", "input.file=-", "--set", "input.format=csv"};
    }

    private Call call(Map<String, String> environment, InputStream in, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", job()));
        arguments.addAll(List.of(more));
        return Call.of(environment, in, arguments);
    }

    private String job() {
        return folder.resolve("job.yaml").toString();
    }

    private static InputStream none() {
        return new ByteArrayInputStream(new byte[0]);
    }

    private static String lastLine(Call call) {
        return call.out().lines().reduce("", (before, line) -> line) + "\n";
    }

    /** A stream that breaks in a way no stream should. */
    private static final class Broken extends InputStream {

        private final Supplier<Throwable> fault;

        Broken(Supplier<Throwable> fault) {
            this.fault = fault;
        }

        @Override
        public int read() {
            Throwable thrown = fault.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return read();
        }
    }
}
