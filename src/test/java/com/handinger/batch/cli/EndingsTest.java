package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a start names: each command can be pasted and does what is said. */
class EndingsTest {

    private static final String PROGRAM = "java -jar handinger-batch.jar ";

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void job() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,text\na,one\n-5,two\nit's,three\nd,four\n");
        Files.writeString(
                folder.resolve("job.yaml"),
                "version: 1\nname: job\napi: { baseUrl: " + server.url() + " }\nworker: { id: wrk_1 }\n"
                        + "input: { file: rows.csv, key: id }\ntask: { input: \"Say {{text}}\", budget: low }\n"
                        + "limits: { concurrency: 4 }\nresend: { lookupGrace: 1s, unresolved: hold }\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String file() {
        return folder.resolve("job.yaml").toString();
    }

    private Call call(String... arguments) {
        return Call.of(Map.of(), new ByteArrayInputStream(new byte[0]), List.of(arguments));
    }

    /** A printed line as a POSIX shell reads it. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '\\' && !quoted) {
                word.append(line.charAt(++i));
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words.toArray(String[]::new);
    }

    private static List<String> commands(Call call) {
        return call.errLines().stream()
                .filter(line -> line.startsWith("  " + PROGRAM))
                .map(String::strip)
                .toList();
    }

    private Call paste(String command) {
        return call(words(command.substring(PROGRAM.length())));
    }

    @Test
    void heldRowsAreNamedWithTheCommandThatDecides() {
        server.plan(seen -> seen.isSend() && !seen.body().contains("one") ? new Fault.ResetBefore() : Fault.NONE);
        Call held = call("run", file(), "--run-id", "monday");
        assertThat(held.exit()).as(held.err()).isEqualTo(1);
        assertThat(held.err()).contains("\nHeld are 3 rows: nobody knows").doesNotContain("once more");
        assertThat(commands(held))
                .containsExactly(
                        PROGRAM + "resolve " + file() + " --run-id monday --adopt -- -5",
                        PROGRAM + "resolve " + file() + " --run-id monday 'it'\\''s' --adopt",
                        PROGRAM + "resolve " + file() + " --run-id monday d --adopt");
        server.plan(FaultPlan.NONE);

        for (String command : commands(held)) {
            Call resolved = paste(command.replace("--adopt", "--resend"));
            assertThat(resolved.exit()).as(resolved.err()).isLessThan(2);
        }

        assertThat(call(file(), "--run-id", "monday").exit()).isZero();
        assertThat(server.books().turns()).isEqualTo(4);
    }

    @Test
    void aStartThatFindsFailedRowsSaysWhenAndHowToRetryThem() {
        server.plan(seen -> seen.isSend() && seen.body().contains("two") ? new Fault.TaskFails() : Fault.NONE);
        call(file(), "--tolerate", "1");
        server.plan(FaultPlan.NONE);

        Call again = call(file());

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err())
                .containsPattern("nothing to do: the run finished at 20\\S+Z; 1 of 4 rows did not complete\n")
                .contains("4 rows: 3 completed, 1 failed")
                .doesNotContain("done before")
                .endsWith(
                        "Exit code 1: done, but rows failed, are unusable or were rejected (--tolerate makes it 0)\n");
        assertThat(commands(again)).containsExactly(PROGRAM + "retry " + file());
        assertThat(paste(commands(again).get(0)).exit()).isZero();
        assertThat(server.books().turns()).isEqualTo(5);
    }

    @Test
    void aToleratedEndDoesNotSayThatEveryRowCompleted() {
        server.plan(seen -> seen.isSend() && seen.body().contains("two") ? new Fault.TaskFails() : Fault.NONE);

        Call call = call(file(), "--tolerate", "1");

        assertThat(call.exit()).isZero();
        assertThat(call.err()).endsWith("Exit code 0: done, and --tolerate allows the rows that did not complete\n");
        assertThat(commands(call)).containsExactly(PROGRAM + "retry " + file() + " --tolerate 1");
    }

    /** The cheaper way stands first: a further turn instead of a whole task. */
    @Test
    void unusableRowsAreOfferedTheirRepair() {
        String schema = "worker.outputSchema={type: object, properties: {echo: {pattern: 'Your last answer|one'}}}";
        Call call = call(file(), "--set", schema, "--set", "limits.errors=100%");

        assertThat(call.err()).contains("3 unusable", "To repair unusable rows by a further turn of their own task");
        assertThat(commands(call)).hasSize(2).first().asString().endsWith(" --status unusable");
        assertThat(commands(call).get(1)).endsWith(" --status unusable --fresh");
        assertThat(paste(commands(call).get(0)).exit()).isZero();
        assertThat(server.books().turns()).isEqualTo(7);

        Call unnamed = call(file(), "--new", "--no-client-ids", "--set", schema, "--set", "limits.errors=100%");
        assertThat(unnamed.err()).contains("3 unusable");
        assertThat(commands(unnamed)).hasSize(1).first().asString().contains("--fresh");
    }

    @Test
    void aFaultOfTheCommandLineSaysItsExitCodeToo() {
        assertThat(call("run", file(), "--limit", "0").err())
                .endsWith("Exit code 2: a fault of the command line, the job file or the input\n");
        assertThat(call("run", folder.resolve("none.yaml").toString()).err())
                .endsWith("Exit code 2: a fault of the command line, the job file or the input\n");
    }
}
