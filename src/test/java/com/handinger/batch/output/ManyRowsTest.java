package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.ledger.LedgerRow;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyRowsTest {

    private static final int ROWS = 100_000;

    /** Makes its rows on the way, and knows which of them somebody still holds at the end. */
    private static final class Source implements LedgerRows {

        final List<WeakReference<LedgerRow>> handedOut = new ArrayList<>();
        int held;

        @Override
        public void forEach(Order order, Sink sink) throws IOException {
            handedOut.clear();
            for (int number = 1; number <= ROWS; number++) {
                LedgerRow row = number % 10 == 0
                        ? RowsInMemory.failed(number, "bad")
                        : RowsInMemory.completed(number, "text of row " + number, "{\"verdict\":\"v\",\"n\":1.0}");
                if (order == Order.INPUT || number % 10 != 0) {
                    sink.accept(row);
                }
                if (number % 1000 == 0) {
                    handedOut.add(new WeakReference<>(row));
                }
            }
            System.gc();
            held += (int) handedOut.subList(0, handedOut.size() - 1).stream()
                    .filter(row -> row.get() != null)
                    .count();
        }
    }

    private final Path folder;

    ManyRowsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void rowsPassThroughWithoutBeingHeld() throws IOException {
        Source source = new Source();
        Output settings = new Output(
                null, Set.of(ResultFormat.JSONL, ResultFormat.CSV), true, new ResultCsv(',', false, false), false);
        try (ResultFiles files = new ResultFiles(folder, settings, List.of("id"), source)) {
            files.openLive();
            Projection projection = files.project();
            assertThat(projection).isEqualTo(new Projection(ROWS, 90_000, 10_000, 0, 0, false, false));
        }
        assertThat(source.held).as("rows still held after they passed").isZero();
        assertThat(lines("results.jsonl")).isEqualTo(90_000);
        assertThat(lines("results.csv")).isEqualTo(ROWS + 1);
        assertThat(lines("failed.jsonl")).isEqualTo(10_000);
    }

    private long lines(String file) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(file))) {
            return lines.count();
        }
    }
}
