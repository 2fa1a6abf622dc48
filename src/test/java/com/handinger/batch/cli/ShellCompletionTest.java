package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.handinger.batch.run.StopSwitch;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What shells complete, asked of the shells where they are there. */
@Timeout(60)
class ShellCompletionTest {

    @TempDir
    private Path folder = Path.of("");

    private static final String TABLE = """
            run --acc        | --accept-changes
            stat             | status
            worker cr        | create
            schedule cancel --fr | --from
            completion f     | fish
            run job.yaml --progress b | bar
            run job.yaml --log-format j | json
            export job.yaml --format c | csv
            export job.yaml --status unu | unusable
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void bashCompletes(String typed, String completed) throws Exception {
        assertThat(says("bash", asked(typed))).contains(completed);
    }

    /** Which hands out all words, and picks those that fit itself. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void zshCompletes(String typed, String completed) throws Exception {
        assertThat(says("zsh", "setopt KSH_ARRAYS SH_WORD_SPLIT; " + asked(typed)))
                .contains(completed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void fishCompletes(String typed, String completed) throws Exception {
        assertThat(says("fish", "complete -C 'handinger-batch " + typed + "' | string split -f1 \\t"))
                .contains(completed);
    }

    private static String asked(String typed) {
        int words = typed.split(" ", -1).length;
        return "COMP_WORDS=(handinger-batch " + typed + "); COMP_CWORD=" + words
                + "; compopt() { :; }; _complete_handinger-batch; printf '%s\\n' \"${COMPREPLY[@]}\"";
    }

    /** A shell that is not there is believed. */
    private List<String> says(String shell, String question) throws IOException, InterruptedException {
        Path script = folder.resolve("completion." + shell);
        Files.writeString(script, script(shell));
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
        assumeThat(there).as(shell + " is installed").isTrue();
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", "source " + script + "; " + question)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(folder.resolve("said"), StandardCharsets.UTF_8);
    }

    @Test
    void everyVerbAndOptionIsInIt() {
        String fish = script("fish");
        CommandLine whole = new Verbs(
                        new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), System.out, System.err),
                        new StopSwitch())
                .whole();
        whole.getSubcommands().forEach((name, verb) -> {
            assertThat(fish).contains(" -f -a " + name + " -d '");
            verb.getCommandSpec()
                    .options()
                    .forEach(option -> assertThat(fish)
                            .contains("_from " + name + "' -"
                                    + (option.shortestName().startsWith("--") ? "l " : "s ")
                                    + option.shortestName().replaceFirst("^-+", "")));
        });
        assertThat(Call.of("completion", "zsh").out())
                .isEqualTo(Call.of("completion", "bash").out());
    }

    @Test
    void unknownShellIsRefused() {
        Call call = Call.of("completion", "tcsh");
        assertThat(call.exit()).isEqualTo(2);
        assertThat(call.err()).contains("completion is for bash, zsh or fish, and not for \"tcsh\"");
    }

    private static String script(String shell) {
        Call call = Call.of("completion", shell);
        assertThat(call.exit()).as(call.err()).isZero();
        return call.out();
    }
}
