package com.handinger.batch.input;

import com.handinger.batch.jobfile.JobFile;
import com.opencsv.RFC4180Parser;
import com.opencsv.RFC4180ParserBuilder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** CSV and TSV: every value is a string, and every row has one for each column. */
final class CsvRecords implements RecordSource {

    private final CsvSplitter splitter;
    private final RFC4180Parser parser;
    private List<String> names = List.of();
    private @Nullable Item first;

    private CsvRecords(CharSource source, char delimiter, JobFile.Input input, CsvSplitter.Reopening reopening) {
        char quote = input.csv().quote();
        this.splitter = new CsvSplitter(source, reopening, delimiter, quote, input.maxRowBytes());
        this.parser = new RFC4180ParserBuilder()
                .withSeparator(delimiter)
                .withQuoteChar(quote)
                .build();
    }

    /** Reads the header, or the first record of a file that names its columns nowhere. */
    static CsvRecords open(JobFile.Input input, InputFile file) throws IOException, InputException {
        CharSource source = file.chars();
        CsvRecords records = new CsvRecords(source, delimiter(input, source), input, file::charsAgain);
        if (input.csv().header()) {
            records.readHeader();
        } else if (input.csv().columns().isEmpty()) {
            records.readFirst();
        } else {
            records.names = input.csv().columns();
            ColumnNames.checkJobFile(records.names);
        }
        return records;
    }

    private static char delimiter(JobFile.Input input, CharSource source) throws IOException, InputException {
        Character declared = input.csv().delimiter();
        if (declared != null) {
            return declared;
        }
        return input.format() == JobFile.Input.Format.TSV
                ? '\t'
                : Delimiters.sniff(source, input.csv().quote());
    }

    private void readHeader() throws IOException, InputException {
        RawRecord raw = splitter.next();
        if (raw == null) {
            throw InputException.ofData("there is no header line; write the names of the columns into the first line,"
                    + " or set input.csv.header: false");
        }
        if (raw instanceof RawRecord.Broken broken) {
            throw InputException.ofData("line " + raw.line() + ": the header cannot be read: " + broken.reason());
        }
        names = List.of(parser.parseLine(((RawRecord.Whole) raw).text()));
        ColumnNames.checkHeader(names, raw.line());
    }

    private void readFirst() throws IOException, InputException {
        first = next();
        if (names.isEmpty() && first instanceof Item.Broken broken) {
            throw InputException.ofData("line " + broken.line() + ": the first row cannot be read, so the number of"
                    + " columns is unknown: " + broken.reason() + "; or name them in input.csv.columns");
        }
    }

    @Override
    public @Nullable Item next() throws IOException, InputException {
        Item item = first;
        if (item != null) {
            first = null;
            return item;
        }
        RawRecord raw = splitter.next();
        if (raw == null) {
            return null;
        }
        return raw instanceof RawRecord.Whole whole
                ? item(whole.line(), parser.parseLine(whole.text()))
                : new Item.Broken(raw.line(), ((RawRecord.Broken) raw).reason());
    }

    private Item item(long line, String[] cells) {
        if (names.isEmpty()) {
            names = IntStream.rangeClosed(1, cells.length)
                    .mapToObj(i -> "c" + i)
                    .toList();
        }
        if (cells.length != names.size()) {
            return new Item.Broken(
                    line,
                    "the row has " + counted(cells.length) + ", but there are " + names.size()
                            + " columns; quote cells that hold the delimiter, or add what is missing");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        boolean empty = true;
        for (int i = 0; i < cells.length; i++) {
            empty &= cells[i].isBlank();
            values.put(names.get(i), cells[i]);
        }
        return empty ? new Item.Broken(line, "every cell of the row is empty") : new Item.Columns(line, values);
    }

    private static String counted(int cells) {
        return cells == 1 ? "1 cell" : cells + " cells";
    }

    @Override
    public List<String> columns() {
        return names;
    }

    @Override
    public long line() {
        return splitter.line();
    }
}
