package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile.Output.ResultCsv;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.RowState;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.json.JsonMapper;

class CsvRoundTripTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Property(tries = 500)
    void anyCellsComeBackFromTheFile(
            @ForAll("cells") String key,
            @ForAll("cells") String column,
            @ForAll("cells") String text,
            @ForAll("cells") String field,
            @ForAll("delimiters") char delimiter)
            throws IOException, CsvException {
        CsvSheet sheet =
                new CsvSheet(CsvColumns.of(List.of("id"), List.of("f")), new ResultCsv(delimiter, false, true));
        LedgerRow row = new LedgerRow(
                1,
                2,
                key,
                RowState.COMPLETED,
                JSON.writeValueAsString(Map.of("id", column)),
                1,
                "tsk_1",
                RowsInMemory.answer(text, JSON.writeValueAsString(Map.of("f", field))),
                null,
                null);

        List<String[]> read = read(sheet.header() + sheet.row(row) + sheet.row(row), delimiter);

        assertThat(read).hasSize(3);
        assertThat(read.get(0)).containsExactly(sheetHeader());
        for (String[] cells : read.subList(1, 3)) {
            assertThat(cells).hasSize(12);
            assertThat(cells[1]).isEqualTo(asRead(key));
            assertThat(cells[3]).isEqualTo(asRead(column));
            assertThat(cells[5]).isEqualTo(asRead(text));
            assertThat(cells[11]).isEqualTo(asRead(field));
        }
    }

    @Property(tries = 500)
    void noCellButAPlainNumberStartsAFormula(@ForAll("cells") String text) {
        String cell = Cell.text(text, false);
        if (!cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0) {
            assertThat(Double.parseDouble(cell)).isFinite();
            assertThat(cell).isEqualTo(text);
        }
        assertThat(cell).endsWith(clean(text));
    }

    @Provide
    Arbitrary<String> cells() {
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars("=+-@\t\r\n\",;'\\ .e0123456789ab\0é\uFEFF")
                .ofMaxLength(8);
        return Arbitraries.oneOf(nasty, Arbitraries.strings().ofMaxLength(8).filter(CsvRoundTripTest::encodable));
    }

    @Provide
    Arbitrary<Character> delimiters() {
        return Arbitraries.of(',', ';', '\t', '|');
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** The reader of opencsv makes every line break within a cell a line feed; the file keeps them, see files.yaml. */
    private static String asRead(String text) {
        return clean(text).replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String[] sheetHeader() {
        return CsvColumns.of(List.of("id"), List.of("f")).header().toArray(String[]::new);
    }

    private static List<String[]> read(String file, char delimiter) throws IOException, CsvException {
        try (CSVReader reader = new CSVReaderBuilder(new StringReader(file))
                .withCSVParser(
                        new RFC4180ParserBuilder().withSeparator(delimiter).build())
                .build()) {
            return reader.readAll();
        }
    }
}
