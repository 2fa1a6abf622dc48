package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestPointerTest {

    private final Path folder;

    LatestPointerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void pointsToTheRunThatStartedLast() throws IOException {
        Path job = folder.resolve("runs/fact-check");

        LatestPointer.point(job, Files.createDirectories(job.resolve("r1")));
        LatestPointer.point(job, Files.createDirectories(job.resolve("r2")));
        LatestPointer.point(job, job.resolve("r2"));

        assertThat(Files.readSymbolicLink(job.resolve("latest"))).isEqualTo(Path.of("r2"));
        assertThat(job.resolve("latest").toRealPath())
                .isEqualTo(job.resolve("r2").toRealPath());
    }

    @Test
    void aFolderElsewhereIsNamedInFull() throws IOException {
        Path out = Files.createDirectories(folder.resolve("out"));

        LatestPointer.point(folder.resolve("runs/fact-check"), out);

        assertThat(Files.readSymbolicLink(folder.resolve("runs/fact-check/latest")))
                .isEqualTo(out);
    }

    @Test
    void aTextFileIsReplacedByALink() throws IOException {
        Files.writeString(folder.resolve("latest"), "/old\n");

        LatestPointer.point(folder, folder.resolve("r1"));

        assertThat(Files.readSymbolicLink(folder.resolve("latest"))).isEqualTo(Path.of("r1"));
    }

    @Test
    void aFolderInTheWayIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("latest/x"));

        assertThatThrownBy(() -> LatestPointer.point(folder, folder.resolve("r1")))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(folder.resolve("latest").toString());
    }

    @Test
    void withoutLinksItIsATextFileWithThePath() throws IOException {
        URI archive = URI.create("jar:" + folder.resolve("no-links.zip").toUri());
        try (FileSystem noLinks = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path job = noLinks.getPath("/runs/fact-check");

            LatestPointer.point(job, job.resolve("r1"));
            LatestPointer.point(job, job.resolve("r2"));

            assertThat(Files.readString(job.resolve("latest"))).isEqualTo("/runs/fact-check/r2\n");
        }
    }
}
