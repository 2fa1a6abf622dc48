package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TidyTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPathIsShortenedUnlessThatLeadsElsewhere() throws IOException {
        Files.createDirectories(folder.resolve("jobs"));
        Files.createDirectories(folder.resolve("far/away"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("far/away"));

        assertThat(Tidy.path(folder.resolve("jobs/../samples/a.csv"))).isEqualTo(folder.resolve("samples/a.csv"));
        assertThat(Tidy.path(folder.resolve("jobs/./a.csv"))).isEqualTo(folder.resolve("jobs/a.csv"));
        assertThat(Tidy.path(folder.resolve("link/../a.csv"))).isEqualTo(folder.resolve("link/../a.csv"));
        assertThat(Tidy.path(folder.resolve("none/../a.csv"))).isEqualTo(folder.resolve("none/../a.csv"));
    }
}
