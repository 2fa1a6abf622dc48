package com.handinger.batch.input;

import com.opencsv.RFC4180Parser;
import com.opencsv.RFC4180ParserBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds out which of {@code , ; tab |} separates the cells of a file. */
final class Delimiters {

    private static final char[] CANDIDATES = {',', ';', '\t', '|'};
    private static final int LOOK_AT = 1 << 16;
    private static final int RECORDS = 20;

    private Delimiters() {}

    /** Looks at the start of the source and gives it back. A comma when nothing speaks for another one. */
    static char sniff(CharSource source, char quote) throws IOException, InputException {
        String start = start(source);
        char best = ',';
        int bestScore = 0;
        for (char candidate : CANDIDATES) {
            int score = score(counts(start, candidate, quote));
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    private static String start(CharSource source) throws IOException {
        StringBuilder start = new StringBuilder();
        try {
            int c;
            while (start.length() < LOOK_AT && (c = source.read()) >= 0) {
                start.append((char) c);
            }
        } catch (IOException e) {
            // The same fault meets the reader again when it gets there, and it knows the line.
            source.push(start.toString());
            return start.toString();
        }
        source.push(start.toString());
        return start.toString();
    }

    /** Records with as many delimiters as the first one count most, the number of delimiters breaks a tie. */
    private static int score(List<Count> counts) {
        int header = counts.isEmpty() ? 0 : counts.get(0).delimiters();
        if (header == 0) {
            return 0;
        }
        int alike = (int) counts.stream()
                .filter(count -> count.whole() && count.delimiters() == header)
                .count();
        return alike * 100_000 / counts.size() + Math.min(header, 999);
    }

    /**
     * What one record looks like with a delimiter.
     *
     * @param whole false when quotes are cut apart, as by a delimiter that is really inside of quotes
     */
    private record Count(int delimiters, boolean whole) {

        static Count of(String[] cells, char quote) {
            boolean whole = Arrays.stream(cells)
                    .allMatch(cell -> cell.chars().filter(c -> c == quote).count() % 2 == 0);
            return new Count(cells.length - 1, whole);
        }
    }

    private static List<Count> counts(String text, char delimiter, char quote) throws IOException, InputException {
        RFC4180Parser parser = new RFC4180ParserBuilder()
                .withSeparator(delimiter)
                .withQuoteChar(quote)
                .build();
        CsvSplitter splitter =
                new CsvSplitter(CharSource.of(text), () -> CharSource.of(text), delimiter, quote, Long.MAX_VALUE);
        List<Count> counts = new ArrayList<>();
        RawRecord record;
        while (counts.size() < RECORDS && (record = splitter.next()) != null) {
            counts.add(
                    record instanceof RawRecord.Whole whole
                            ? Count.of(parser.parseLine(whole.text()), quote)
                            : new Count(0, false));
        }
        return counts;
    }
}
