package com.handinger.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees on a real terminal. */
class TerminalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FRAME = "\u001b[?7l";
    private static final String COLOUR = "\u001b[32m";

    private final Path folder;

    TerminalIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(
                folder.resolve("rows.csv"),
                IntStream.rangeClosed(1, 40)
                        .mapToObj(row -> "r" + row + ",claim number " + row + "\n")
                        .collect(Collectors.joining("", "id,claim\n", "")));
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: sandbox }
                worker: { id: wrk_demo-fact-check }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                limits: { concurrency: 4 }
                """);
    }

    private String screen(Map<String, String> environment, String... options) throws IOException, InterruptedException {
        List<String> arguments = Stream.concat(
                        Stream.of("run", "job.yaml", "--new", "--abandon"), Arrays.stream(options))
                .toList();
        try (JarProcess process = JarProcess.onTerminal(folder, environment, arguments)) {
            assertThat(process.exit(PATIENCE)).as(process.out()).isZero();
            assertThat(process.out()).contains("Exit code 0: every selected row completed");
            return process.out();
        }
    }

    @Test
    void theBlockIsDrawnOnATerminalInColoursAndIsGoneAtTheEnd() throws Exception {
        String screen = screen(Map.of("TERM", "xterm", "CI", ""));
        assertThat(screen).contains(FRAME, COLOUR, "40 rows");
        assertThat(screen.substring(screen.lastIndexOf(FRAME))).contains("\u001b[?7h\r\u001b[J");
    }

    @Test
    void withNoColorTheBlockHasNone() throws Exception {
        assertThat(screen(Map.of("TERM", "xterm", "CI", "", "NO_COLOR", "1")))
                .contains(FRAME)
                .doesNotContain(COLOUR);
    }

    @Test
    void whatIsNoScreenGetsLines() throws Exception {
        assertThat(screen(Map.of("TERM", "dumb", "CI", ""))).doesNotContain("\u001b");
        assertThat(screen(Map.of("TERM", "xterm", "CI", "true"))).doesNotContain("\u001b");
        assertThat(screen(Map.of("TERM", "xterm", "CI", ""), "--progress", "plain"))
                .doesNotContain("\u001b");
    }
}
