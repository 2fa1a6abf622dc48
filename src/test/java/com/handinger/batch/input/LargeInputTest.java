package com.handinger.batch.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.jobfile.JobFile;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that do not fit the memory, and inputs that come as a stream. */
class LargeInputTest {

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void aLargeCsvIsReadToItsEnd() throws Exception {
        Path file = folder.resolve("large.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,claim\n");
            for (int i = 1; i <= 200_000; i++) {
                out.write(i + ",\"claim number " + i + ", as it was written\"\n");
            }
        }
        try (RowReader reader = open(file, JobFile.Input.Format.CSV, "id", 1_000_000)) {
            assertThat(countRows(reader)).isEqualTo(200_000);
            assertThat(reader.columns()).containsExactly("id", "claim");
            assertThat(reader.fingerprint()).isEqualTo(RowReader.fingerprint(file));
        }
    }

    @Test
    void aStrayQuoteCostsOneRowOfFiftyThousand() throws Exception {
        Path file = folder.resolve("stray.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,claim\n");
            for (int i = 1; i <= 50_000; i++) {
                out.write(i + (i == 7 ? ",\"" : ",") + "a claim without any quote\n");
            }
        }
        try (RowReader reader = open(file, JobFile.Input.Format.CSV, "id", 10_000)) {
            assertThat(countRows(reader)).isEqualTo(49_999);
            assertThat(reader.count()).isEqualTo(50_000);
        }
    }

    @Test
    void aRecordFarOverTheBoundIsNotKept() throws Exception {
        Path file = folder.resolve("long.jsonl");
        String block = "x".repeat(1 << 20);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"id\":\"");
            for (int i = 0; i < 64; i++) {
                out.write(block);
            }
            out.write("\"}\n{\"id\":\"b\"}\n");
        }
        try (RowReader reader = open(file, JobFile.Input.Format.JSONL, "id", 1_000)) {
            assertThat(reader.next()).isInstanceOf(InputRecord.Rejected.class);
            assertThat(reader.next()).isInstanceOf(InputRecord.Row.class);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void namesBeyondTwoThousandAreNotListed() throws Exception {
        Path file = folder.resolve("names.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 2_500; i++) {
                out.write("{\"n" + i + "\":1,\"_error\":{}}\n");
            }
        }
        try (RowReader reader = open(file, JobFile.Input.Format.JSONL, null, 1_000)) {
            assertThat(countRows(reader)).isEqualTo(2_500);
            assertThat(reader.columns()).startsWith("n0", "n1").doesNotContain("_error");
            assertThat(reader.columns().size()).isBetween(1_990, 2_000);
        }
    }

    @Test
    void aMillionDigestsAreToldApart() {
        SeenDigests seen = new SeenDigests();
        for (int i = 1; i <= 1_000_000; i++) {
            seen.put(i % 7, scattered(i), i);
        }
        assertThat(seen.get(1_000 % 7, scattered(1_000))).isEqualTo(1_000);
        assertThat(seen.get(1_000_000 % 7, scattered(1_000_000))).isEqualTo(1_000_000);
        assertThat(seen.get(1_001 % 7, scattered(1_000))).isZero();
    }

    private static long scattered(int i) {
        return i * 0x9E3779B97F4A7C15L;
    }

    @Test
    void aStreamIsSpooledWhole() throws Exception {
        Path file = folder.resolve("runs/stdin.csv");
        InputSpool.copy(new ByteArrayInputStream("id\na\n".getBytes(StandardCharsets.UTF_8)), file);
        assertThat(file).hasContent("id\na\n");
        try (var files = Files.list(file.resolveSibling(""))) {
            assertThat(files).containsExactly(file);
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aStreamThatBreaksLeavesWhatWasThere() throws Exception {
        Path file = Files.writeString(folder.resolve("stdin.csv"), "before");
        InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("the pipe broke");
            }
        };
        assertThatThrownBy(() -> InputSpool.copy(broken, file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the pipe broke")
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("before");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingFileAndAFolderAreTold() {
        assertThatThrownBy(() -> open(folder.resolve("none.csv"), JobFile.Input.Format.CSV, null, 1_000))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.csv: there is no such file");
        assertThatThrownBy(() -> open(folder, JobFile.Input.Format.CSV, null, 1_000))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("this is a folder");
    }

    private static long countRows(RowReader reader) throws InputException {
        long rows = 0;
        InputRecord next;
        while ((next = reader.next()) != null) {
            rows += next instanceof InputRecord.Row ? 1 : 0;
        }
        return rows;
    }

    private static RowReader open(Path file, JobFile.Input.Format format, @Nullable String key, long maxRowBytes)
            throws InputException, TemplateException {
        JobFile.Input input = new JobFile.Input(
                file,
                format,
                false,
                key,
                maxRowBytes,
                new JobFile.Input.Csv(null, '"', StandardCharsets.UTF_8, true, List.of()));
        return RowReader.open(input, file, TaskTemplate.compile(new JobFile.Task("Check {{.}}", "low")), false);
    }
}
