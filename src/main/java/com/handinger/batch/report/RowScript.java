package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a report as data inside its page: JSON in which nothing can end a script or begin a tag. Long texts are
 * cut, and what is too much for one page is left out. One thread at a time.
 */
final class RowScript {

    /** Rows that a page has at most. */
    static final int MOST_ROWS = 200_000;

    /** Characters that the data of a page has at most, in millions. */
    static final int MOST_MILLIONS = 64;

    private static final int CHUNK = 500;
    private static final int LONGEST = 2000;
    private static final int SHORTEST = 160;
    private static final long SHARED = 20_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Writer out;
    private final int bound;
    private long rows;
    private long written;

    /** @param total rows of the run */
    RowScript(Writer out, long total) {
        this.out = out;
        bound = bound(total);
    }

    /** Characters of one text that are shown in a run of so many rows. */
    static int bound(long total) {
        return (int) Math.max(SHORTEST, Math.min(LONGEST, SHARED / Math.max(1, total)));
    }

    /**
     * What is cut, for people.
     *
     * @param shown how many of the rows are in the page
     */
    static String cut(long total, long shown) {
        return (shown < total
                        ? "Only the first " + Svg.count(shown) + " of " + Svg.count(total) + " rows are in this page. "
                        : "")
                + "Each text shows its first " + Svg.count(bound(total)) + " characters here.";
    }

    /** Rows that are in the page so far. */
    long rows() {
        return rows;
    }

    void accept(LedgerRow row) throws IOException {
        if (rows >= MOST_ROWS || written >= MOST_MILLIONS * 1_000_000L) {
            return;
        }
        out.write(
                rows % CHUNK == 0
                        ? (rows == 0 ? "" : "]</script>\n") + "<script type=\"application/json\" class=\"rows\">["
                        : ",\n");
        String line = harmless(JSON.writeValueAsString(cells(row)));
        out.write(line);
        written += line.length();
        rows++;
    }

    void end() throws IOException {
        if (rows > 0) {
            out.write("]</script>\n");
        }
    }

    private List<@Nullable Object> cells(LedgerRow row) {
        Answer answer = row.answer();
        RowError error = row.error();
        Cutter cutter = new Cutter();
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.number());
        cells.add(cutter.cut(row.key()));
        cells.add(row.state().word());
        cells.add(answer == null ? null : answer.credits());
        cells.add(answer == null || answer.durationMs() == 0 ? null : answer.durationMs());
        cells.add(row.taskId());
        cells.add(answer == null ? null : cutter.cut(answer.url()));
        cells.add(cutter.cut(shown(row.columns())));
        cells.add(answer == null ? null : cutter.cut(answer.outputText()));
        cells.add(answer == null ? null : cutter.cut(answer.structuredOutput()));
        cells.add(error == null ? null : cutter.cut(error.kind() + ": " + error.message()));
        cells.add(cutter.any ? 1 : 0);
        cells.add(row.scheduleWorker() == null ? 0 : 1);
        return cells;
    }

    /** Columns as people read them. */
    private static @Nullable String shown(@Nullable String columns) {
        if (columns == null) {
            return null;
        }
        try {
            StringBuilder text = new StringBuilder();
            for (Map.Entry<String, JsonNode> column : JSON.readTree(columns).properties()) {
                JsonNode value = column.getValue();
                text.append(text.isEmpty() ? "" : "\n").append(column.getKey()).append(": ");
                text.append(value.isString() ? value.asString() : value.toString());
            }
            return text.toString();
        } catch (JacksonException tooDeepOrTooLong) {
            return columns;
        }
    }

    /** The same JSON without a character that means anything to HTML. */
    static String harmless(String json) {
        StringBuilder safe = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            switch (c) {
                case '<', '>', '&', '\u2028', '\u2029' -> safe.append(String.format("\\u%04x", (int) c));
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    private final class Cutter {

        private boolean any;

        private @Nullable String cut(@Nullable String text) {
            if (text == null || text.length() <= bound) {
                return text;
            }
            any = true;
            int end = Character.isHighSurrogate(text.charAt(bound - 1)) ? bound - 1 : bound;
            return text.substring(0, end) + "…";
        }
    }
}
