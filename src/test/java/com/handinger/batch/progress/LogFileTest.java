package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2030-01-01T12:00:00Z"));

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(said, true, StandardCharsets.UTF_8));

    private List<String> log(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    /** To open a pipe that nobody reads would hold the start up without end. */
    @Test
    void aPipeIsNotOpened() throws IOException, InterruptedException {
        Path pipe = folder.resolve(LogFile.NAME);
        assumeThat(Files.isExecutable(Path.of("/usr/bin/mkfifo"))).isTrue();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> new LogFile(folder).add("a line"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run.log is no file");
    }

    @Test
    void isBoundedAndReadableByItsOwnerAlone() throws IOException {
        Files.writeString(folder.resolve(LogFile.NAME), "an earlier start\n");
        LogFile log = new LogFile(folder, 100);
        for (int line = 0; line < 25; line++) {
            log.add("line " + line);
        }
        log.close();

        assertThat(Files.size(folder.resolve(LogFile.NAME))).isLessThanOrEqualTo(100);
        assertThat(Files.size(folder.resolve(LogFile.FORMER))).isLessThanOrEqualTo(100);
        assertThat(log(LogFile.FORMER)).startsWith("line 11");
        assertThat(log(LogFile.NAME)).endsWith("line 24");
        for (String name : List.of(LogFile.NAME, LogFile.FORMER)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatHappenedBeforeTheRunWasKnownComesFirstAndEveryStartAppends() throws IOException {
        Journal text = new Journal(screen, false, false, NOON);
        text.info("waits", "for", "another process", "nothing", null, "rows", 3);
        text.debug("detail");
        text.open(folder);
        text.warn("row_failed", "message", "says \"no\"\nand more");
        text.close();
        Journal json = new Journal(screen, true, true, NOON);
        json.open(folder);
        json.debug("row_sent", "row", 1L, "key", "a=b");
        json.close();

        assertThat(log(LogFile.NAME))
                .containsExactly(
                        "2030-01-01T12:00:00.000Z info  waits for=\"another process\" rows=3",
                        "2030-01-01T12:00:00.000Z warn  row_failed message=\"says \\\"no\\\"\\nand more\"",
                        "{\"at\":\"2030-01-01T12:00:00.000Z\",\"level\":\"debug\",\"event\":\"row_sent\",\"row\":1,\"key\":\"a=b\"}");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualTo(log(LogFile.NAME).get(2) + "\n");
    }

    @Test
    void aLogThatCannotBeWrittenIsSaidOnceAndEndsNothing() {
        Journal journal = new Journal(screen, false, false, NOON);
        journal.open(folder.resolve("missing"));
        journal.info("one");
        journal.info("two");

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("run.log cannot be written");
    }
}
