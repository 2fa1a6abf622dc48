package com.handinger.batch.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What was written by the rules of RFC 4180 is read back, with its lines. */
class CsvRoundTripTest {

    private static final JobFile.Task WHOLE_ROW = new JobFile.Task("row: {{.}}", "low");

    @Property(tries = 400)
    void rowsComeBackWithTheirLines(
            @ForAll("tables") List<List<String>> table,
            @ForAll("lineEnds") String lineEnd,
            @ForAll("delimiters") char delimiter,
            @ForAll boolean quoteAll)
            throws Exception {
        StringBuilder text = new StringBuilder("c1" + delimiter + "c2" + delimiter + "c3" + lineEnd);
        List<String> expected = new ArrayList<>();
        for (List<String> cells : table) {
            expected.add(lineOf(text) + " " + cells);
            text.append(String.join(
                            String.valueOf(delimiter),
                            cells.stream()
                                    .map(cell -> written(cell, delimiter, quoteAll))
                                    .toList()))
                    .append(lineEnd);
        }
        assertThat(read(text.toString(), delimiter)).isEqualTo(expected);
    }

    /** Whatever the quotes do, reading ends, and each record starts on a line of its own that is not empty. */
    @Property(tries = 500)
    void brokenTextEndsAndKeepsItsLines(@ForAll("texts") String text) throws Exception {
        CsvSplitter splitter = new CsvSplitter(CharSource.of(text), () -> CharSource.of(text), ',', '"', 10);
        String[] lines = text.split("\r\n|\r|\n", -1);
        long last = 0;
        try {
            RawRecord record;
            while ((record = splitter.next()) != null) {
                assertThat(record.line()).isGreaterThan(last).isLessThanOrEqualTo(lines.length);
                assertThat(lines[(int) record.line() - 1]).isNotEmpty();
                last = record.line();
            }
            assertThat(splitter.line()).isBetween(last, (long) lines.length);
        } catch (InputException e) {
            assertThat(e).hasMessageContaining("a quote opened here");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "bbbb", "\"", "\"\"", ",", "\n", "\r\n", "\r", "\n\"", "\",", "ccccccccccc")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cell = Arbitraries.of(
                        "a", "b", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "é", "😀", "'")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
        return cell.list()
                .ofSize(3)
                .filter(row -> !String.join("", row).isBlank())
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> lineEnds() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    @Provide
    Arbitrary<Character> delimiters() {
        return Arbitraries.of(',', ';', '\t');
    }

    private static String written(String cell, char delimiter, boolean quoteAll) {
        boolean needed = cell.chars().anyMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
        return needed || quoteAll ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }

    private static long lineOf(CharSequence textBefore) {
        return textBefore.toString().split("\r\n|\r|\n", -1).length;
    }

    private static List<String> read(String text, char delimiter) throws Exception {
        Path file = Files.createTempFile("rows", ".csv");
        try {
            Files.writeString(file, text);
            JobFile.Input input = new JobFile.Input(
                    file,
                    JobFile.Input.Format.CSV,
                    false,
                    null,
                    1_000_000,
                    new JobFile.Input.Csv(delimiter, '"', StandardCharsets.UTF_8, true, List.of()));
            List<String> rows = new ArrayList<>();
            try (RowReader reader = RowReader.open(input, file, TaskTemplate.compile(WHOLE_ROW), false)) {
                InputRecord next;
                while ((next = reader.next()) != null) {
                    rows.add(next.line() + " "
                            + (next instanceof InputRecord.Row row
                                    ? List.copyOf(RowJson.parse(row.columns()).values())
                                    : next));
                }
            }
            return rows;
        } finally {
            Files.delete(file);
        }
    }
}
