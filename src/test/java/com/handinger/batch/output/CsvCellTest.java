package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CsvCellTest {

    @ParameterizedTest
    @MethodSource("cells")
    void cellIsWrittenAsTheTableSays(Cases.Case cell) {
        assertThat(Cell.text(cell.text("text"), cell.flag("raw"))).isEqualTo(cell.text("expected"));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void columnsAreNamedAsTheTableSays(Cases.Case table) {
        CsvColumns columns = CsvColumns.of(table.list("own"), table.list("fields"));

        assertThat(columns.header()).isEqualTo(table.list("header"));
        assertThat(columns.clashes())
                .extracting(clash -> clash.column() + " -> " + clash.name())
                .isEqualTo(table.list("clashes"));
    }

    static Stream<Cases.Case> cells() throws IOException {
        return Cases.of("cells.yaml");
    }

    static Stream<Cases.Case> columns() throws IOException {
        return Cases.of("columns.yaml");
    }
}
