package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in rows and headers gives no orders to a terminal. */
class RowTextTest {

    private static final String CLEARS = "\u001b[2J";
    private static final String TURNS = "\u202E";
    private static final String ORDERS = "\u009b31m";

    private final Path folder;

    RowTextTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void rows(String... lines) throws IOException {
        Files.writeString(
                folder.resolve("rows.csv"), "id,claim,no" + CLEARS + "te\n" + String.join("\n", lines) + "\n");
    }

    private Call call(String verb, int exit, String... more) {
        List<String> all =
                new ArrayList<>(List.of(verb, folder.resolve("job.yaml").toString(), "--sandbox"));
        all.addAll(List.of(more));
        Call call = Call.of(all.toArray(String[]::new));
        assertThat(call.exit()).as(call.err()).isEqualTo(exit);
        assertThat(call.out() + call.err())
                .as(verb)
                .doesNotContainPattern("[\\x00-\\x1F\\x7F-\\x{9F}\u202A-\u202E&&[^\n]]");
        return call;
    }

    @Test
    void noVerbPassesOrdersOn() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                worker: { id: wrk_1 }
                input: { file: rows.csv, key: id }
                task: { input: "Is it true? {{claim}}" }
                """);
        String odd = "d" + CLEARS + "," + TURNS + "four" + ORDERS + ",";
        rows("a,one,", odd, odd);
        assertThat(call("validate", 1).err()).contains("\uFFFD[2J");
        assertThat(call("validate", 2, "--set", "task.input={{note}}").err()).contains("no\uFFFD[2Jte");
        assertThat(call("plan", 0, "-v").out()).contains("\uFFFDfour\uFFFD31m");
        rows("a,one,");
        call("run", 0);
        rows("a,one,", odd);
        assertThat(call("run", 8).err()).contains("d\uFFFD[2J");
        call("run", 0, "--accept-changes", "-v");
        call("status", 0);
        call("export", 0, "--json", "--output", folder.resolve("all.csv").toString());
        Call made = Call.of(
                "init",
                folder.toString(),
                "--name",
                "made",
                "--input",
                folder.resolve("rows.csv").toString());
        assertThat(made.err()).contains("no\uFFFD[2Jte").doesNotContain(CLEARS);
    }
}
