package com.handinger.batch.input;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts CSV text into records, bounded in memory, which opencsv is not. Grammar: RFC 4180, with line ends LF, CRLF and
 * CR, and with quotes allowed inside a cell that does not start with one.
 *
 * <p>A quote that was forgotten or not doubled would swallow the lines after it. Such a record is refused alone, and
 * reading goes on at the line after its first one.
 */
final class CsvSplitter {

    /** Opens the same input once more from its start. */
    interface Reopening {
        CharSource open() throws IOException;
    }

    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private static final int LOOK_AHEADS = 20;
    private static final String CURE = "; close the quote, or double each quote inside a quoted cell";

    private final CharSource source;
    private final Reopening reopening;
    private final int delimiter;
    private final int quote;
    private final SizeBound bound;

    private final List<Integer> plainQuotes = new ArrayList<>();
    private State state = State.CELL_START;
    private long line = 1;
    private long startLine = 1;
    private long quoteLine;
    private int secondLine = -1;
    private char previous;
    private int lookAheads;

    /** A quote of NUL means that the dialect knows no quotes. */
    CsvSplitter(CharSource source, Reopening reopening, char delimiter, char quote, long maxRowBytes) {
        this.source = source;
        this.reopening = reopening;
        this.delimiter = delimiter;
        this.quote = quote == 0 ? -2 : quote;
        this.bound = new SizeBound(maxRowBytes);
    }

    /** 1-based line that is read at the moment. */
    long line() {
        return line;
    }

    /** The next record that is not an empty line; null at the end. */
    @Nullable
    RawRecord next() throws IOException, InputException {
        begin();
        int c;
        while ((c = source.read()) >= 0) {
            if (state != State.QUOTED && isBreak(c)) {
                endLine(c);
                if (!bound.isEmpty()) {
                    return finished();
                }
                begin();
            } else if (isStray(c)) {
                return refused("line " + line + ": text after a closing quote" + CURE, c);
            } else {
                take(c);
                if (overflows()) {
                    if (state == State.QUOTED && !quoteIsClosedLater()) {
                        return refused(unclosed(), -1);
                    }
                    bound.drop();
                }
            }
        }
        return atEnd();
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r';
    }

    private boolean isStray(int c) {
        return state == State.QUOTE_IN_QUOTED && c != quote && c != delimiter;
    }

    /** A record is never cut between the halves of a doubled quote. */
    private boolean overflows() {
        return bound.exceeded() && !bound.dropped() && state != State.QUOTE_IN_QUOTED;
    }

    private void begin() {
        bound.clear();
        plainQuotes.clear();
        state = State.CELL_START;
        startLine = line;
        secondLine = -1;
        previous = 0;
    }

    private void take(int c) {
        switch (state) {
            case CELL_START, PLAIN -> takePlain(c);
            case QUOTED -> {
                if (c == quote) {
                    state = State.QUOTE_IN_QUOTED;
                }
            }
            case QUOTE_IN_QUOTED -> state = c == quote ? State.QUOTED : State.CELL_START;
        }
        bound.add((char) c);
        if (state == State.QUOTED) {
            countLine((char) c);
        }
        previous = (char) c;
    }

    private void takePlain(int c) {
        if (c == delimiter) {
            state = State.CELL_START;
        } else if (c == quote && state == State.CELL_START) {
            state = State.QUOTED;
            quoteLine = line;
        } else {
            state = State.PLAIN;
            if (c == quote && !bound.dropped()) {
                plainQuotes.add(bound.length());
            }
        }
    }

    private void countLine(char c) {
        boolean restOfCrLf = c == '\n' && previous == '\r';
        if (c == '\r' || c == '\n') {
            line += restOfCrLf ? 0 : 1;
            if (line == startLine + 1) {
                secondLine = bound.length();
            }
        }
    }

    private void endLine(int c) throws IOException {
        line++;
        if (c == '\r') {
            int next = source.read();
            if (next >= 0 && next != '\n') {
                source.push(String.valueOf((char) next));
            }
        }
    }

    private @Nullable RawRecord atEnd() throws IOException, InputException {
        if (state != State.QUOTED) {
            return bound.isEmpty() ? null : finished();
        }
        if (bound.dropped()) {
            throw InputException.ofData(unclosed() + ", and it would swallow the rest of the input");
        }
        return refused(unclosed(), -1);
    }

    private String unclosed() {
        return "line " + quoteLine + ": a quote opened here is never closed" + CURE;
    }

    private RawRecord finished() {
        return bound.dropped()
                ? new RawRecord.Broken(startLine, bound.reason())
                : new RawRecord.Whole(startLine, withPlainQuotesDoubled());
    }

    /** opencsv halves doubled quotes in cells that are not quoted too, where they stand for themselves. */
    private String withPlainQuotesDoubled() {
        String text = bound.text();
        if (plainQuotes.isEmpty()) {
            return text;
        }
        StringBuilder doubled = new StringBuilder(text.length() + plainQuotes.size());
        int from = 0;
        for (int at : plainQuotes) {
            doubled.append(text, from, at).append((char) quote);
            from = at;
        }
        return doubled.append(text, from, text.length()).toString();
    }

    /** Refuses the first line of the record and goes on with the line after it. */
    private RawRecord refused(String reason, int unread) throws IOException {
        if (bound.dropped() || secondLine < 0) {
            skipLine(unread);
            return new RawRecord.Broken(startLine, bound.dropped() ? bound.reason() : reason);
        }
        String again = bound.text().substring(secondLine);
        if (again.isEmpty() && previous == '\r') {
            endLine('\r');
        }
        source.push(unread < 0 ? again : again + (char) unread);
        line = startLine + 1;
        return new RawRecord.Broken(startLine, reason);
    }

    private void skipLine(int from) throws IOException {
        int c = from;
        do {
            c = isBreak(c) ? c : source.read();
        } while (c >= 0 && !isBreak(c));
        if (c >= 0) {
            endLine(c);
        }
    }

    /** Tells a cell that is really that long from a stray quote. */
    private boolean quoteIsClosedLater() throws IOException, InputException {
        if (++lookAheads > LOOK_AHEADS) {
            throw InputException.ofData("line " + quoteLine + ": a quote opened here is not closed within"
                    + " input.maxRowBytes, after " + LOOK_AHEADS + " earlier rows with the same fault" + CURE);
        }
        try (CharSource ahead = reopening.open()) {
            ahead.skip(source.position());
            int c;
            while ((c = ahead.read()) >= 0) {
                if (c == quote && (c = ahead.read()) != quote) {
                    return c < 0 || c == delimiter || isBreak(c);
                }
            }
            return false;
        } catch (CharacterCodingException e) {
            // Reading on meets the same bytes, and then the line is known.
            return true;
        }
    }
}
