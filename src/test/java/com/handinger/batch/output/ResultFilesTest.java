package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {

    private static final Output BOTH = new Output(
            null, Set.of(ResultFormat.JSONL, ResultFormat.CSV), true, new ResultCsv(',', false, false), false);

    private final Path folder;

    private final RowsInMemory rows = new RowsInMemory();

    ResultFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void liveFileGrowsInTheOrderOfTheAnswersAndEndsInTheOrderOfTheInput() throws IOException {
        LedgerRow first = RowsInMemory.completed(1, "one", null);
        LedgerRow second = RowsInMemory.completed(2, "two", null);
        try (ResultFiles files = files()) {
            files.openLive();
            assertThat(results()).isEmpty();
            settle(files, second);
            assertThat(results()).isEqualTo(JsonLines.completed(second));
            settle(files, first);
            assertThat(results()).isEqualTo(JsonLines.completed(second) + JsonLines.completed(first));
            files.project();
            assertThat(results()).isEqualTo(JsonLines.completed(first) + JsonLines.completed(second));
        }
    }

    @Test
    void onlyCompletedRowsOfABatchAreAppended() throws IOException {
        try (ResultFiles files = files()) {
            files.openLive();
            LedgerRow completed = RowsInMemory.completed(2, "two", null);
            settle(files, RowsInMemory.failed(1, "bad"), completed, RowsInMemory.pending(3));
            assertThat(results()).isEqualTo(JsonLines.completed(completed));
        }
    }

    @Test
    void aStartCutsOffWhatTheLedgerDoesNotHaveAndAddsWhatTheFileHasNot() throws IOException {
        LedgerRow committed = RowsInMemory.completed(1, "one", null);
        LedgerRow committedButNotAppended = RowsInMemory.completed(2, "two", null);
        Files.writeString(
                folder.resolve("results.jsonl"), JsonLines.completed(committed) + "{\"row\":3,\"key\":\"r3\",\"ta");
        rows.rows.addAll(List.of(committed, committedButNotAppended));
        try (ResultFiles files = files()) {
            files.openLive();
            assertThat(results())
                    .isEqualTo(JsonLines.completed(committed) + JsonLines.completed(committedButNotAppended));
        }
    }

    @Test
    void aLiveFileThatWasDeletedIsMadeAnewWithoutRepeatingTheBatch() throws IOException {
        LedgerRow first = RowsInMemory.completed(1, "one", null);
        LedgerRow second = RowsInMemory.completed(2, "two", null);
        try (ResultFiles files = files()) {
            files.openLive();
            settle(files, first);
            Files.delete(folder.resolve("results.jsonl"));
            settle(files, second);
            assertThat(results()).isEqualTo(JsonLines.completed(first) + JsonLines.completed(second));
        }
    }

    @Test
    void aLiveFileThatSomebodyCutIsMadeAnew() throws IOException {
        LedgerRow first = RowsInMemory.completed(1, "one", null);
        LedgerRow second = RowsInMemory.completed(2, "two", null);
        try (ResultFiles files = files()) {
            files.openLive();
            settle(files, first);
            Files.writeString(folder.resolve("results.jsonl"), "");
            settle(files, second);
            assertThat(results()).isEqualTo(JsonLines.completed(first) + JsonLines.completed(second));
        }
    }

    @Test
    void aFolderThatWasDeletedComesBack() throws IOException {
        Path inner = folder.resolve("a/b");
        rows.rows.add(RowsInMemory.completed(1, "one", null));
        try (ResultFiles files = new ResultFiles(inner, BOTH, List.of("id"), rows)) {
            files.openLive();
            Files.delete(inner.resolve("results.jsonl"));
            Files.delete(inner);
            files.project();
            assertThat(list(inner))
                    .containsExactly(
                            "failed.jsonl", "rejected.jsonl", "results.csv", "results.jsonl", "unusable.jsonl");
        }
    }

    @Test
    void draftsOfACrashAreOverwrittenAndNoneStay() throws IOException {
        Files.writeString(folder.resolve(".results.csv.tmp"), "x".repeat(10_000));
        try (ResultFiles files = files()) {
            files.openLive();
            files.project();
            files.project();
        }
        assertThat(list(folder)).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(Files.size(folder.resolve("results.csv"))).isLessThan(200);
    }

    @Test
    void aFailureOfTheLedgerPassesAsItIsAndLeavesTheOldFiles() throws IOException {
        rows.rows.add(RowsInMemory.completed(1, "one", null));
        try (ResultFiles files = files()) {
            files.project();
        }
        String before = results();
        IOException broken = new IOException("ledger is gone");
        LedgerRows failing = (order, sink) -> {
            sink.accept(RowsInMemory.completed(1, "other", null));
            throw broken;
        };
        try (ResultFiles files = new ResultFiles(folder, BOTH, List.of("id"), failing)) {
            assertThatThrownBy(files::project).isSameAs(broken);
            assertThatThrownBy(files::openLive).isSameAs(broken);
        }
        assertThat(results()).isEqualTo(before);
        assertThat(list(folder)).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void aFullDiskNamesTheFileAndTheBytesAndLeavesTheOldFiles() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "only Linux has a disk that is always full");
        rows.rows.add(RowsInMemory.completed(1, "one", null));
        Files.writeString(folder.resolve("results.jsonl"), "old");
        Files.createSymbolicLink(folder.resolve(".results.csv.tmp"), Path.of("/dev/full"));
        try (ResultFiles files = files()) {
            assertThatThrownBy(files::project)
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining(folder.resolve("results.csv").toString())
                    .hasMessageContaining("No space left on device")
                    .hasMessageMatching("(?s).*needs at least \\d+ bytes, \\d+ are free.*")
                    .hasMessageContaining("run the same command again");
        }
        assertThat(results()).isEqualTo("old");
    }

    @Test
    void aFullDiskUnderTheLiveFileIsTold() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "only Linux has a disk that is always full");
        Path full = Files.createSymbolicLink(folder.resolve("results.jsonl"), Path.of("/dev/full"));
        try (LiveFile live = LiveFile.open(full)) {
            assertThatThrownBy(() -> live.append("{}\n"))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("at least 3 bytes");
        }
        Files.delete(full);
    }

    @Test
    void appendedBatchesLargerThanOneWriteArriveWhole() throws IOException {
        LedgerRow big = RowsInMemory.completed(1, "é".repeat(1_500_000), null);
        try (ResultFiles files = files()) {
            files.openLive();
            settle(files, big);
            settle(files, RowsInMemory.completed(2, "two", null));
        }
        assertThat(results())
                .isEqualTo(JsonLines.completed(big) + JsonLines.completed(RowsInMemory.completed(2, "two", null)));
    }

    @Test
    void halvesOfSurrogatePairsBecomeTheReplacementCharacter() throws IOException {
        rows.rows.add(RowsInMemory.completed(1, "a\uD83Db\uDE00", "{\"f\":\"\\uD83D\"}"));
        try (ResultFiles files = files()) {
            files.project();
        }
        assertThat(results()).contains("\"output_text\":\"a\uFFFDb\uFFFD\"").contains("{\"f\":\"\\uD83D\"}");
        assertThat(Files.readString(folder.resolve("results.csv"), StandardCharsets.UTF_8))
                .contains(",a\uFFFDb\uFFFD,")
                .endsWith(",\uFFFD\r\n");
    }

    @Test
    void columnsHaveALimitThatIsTold() throws IOException {
        StringBuilder fields = new StringBuilder("{\"f0\":0");
        for (int i = 1; i <= ColumnSurvey.MOST; i++) {
            fields.append(",\"f").append(i).append("\":").append(i);
        }
        rows.rows.add(RowsInMemory.completed(1, "one", fields.append('}').toString()));
        try (ResultFiles files = files()) {
            Projection projection = files.project();
            assertThat(projection.fieldsLeftOut()).isTrue();
            assertThat(projection.columnsLeftOut()).isFalse();
            assertThat(projection.remarks()).hasSize(1);
        }
        assertThat(Files.readAllLines(folder.resolve("results.csv")).get(0))
                .endsWith(",f" + (ColumnSurvey.MOST - 1))
                .doesNotContain("f" + ColumnSurvey.MOST);
    }

    private ResultFiles files() {
        return new ResultFiles(folder, BOTH, List.of("id"), rows);
    }

    private void settle(ResultFiles files, LedgerRow... settled) throws IOException {
        rows.rows.addAll(List.of(settled));
        files.append(List.of(settled));
    }

    private String results() throws IOException {
        return Files.readString(folder.resolve("results.jsonl"));
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
