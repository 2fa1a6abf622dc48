package com.handinger.batch.cli;

import com.handinger.batch.input.InputHead;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A job file for an input that was looked at, with a word on each setting.
 *
 * @param name of the job
 * @param worker id
 * @param file the input as the job file names it
 * @param charset of the input where it is not UTF-8; null where it is
 * @param header whether the first line names the columns
 */
record FirstJob(
        String name, String worker, String file, @Nullable String charset, boolean header, InputHead head) {

    /** Longer values name nothing that a person would look for. */
    private static final int LONGEST_KEY = 64;

    /** So many of the patterns below are of columns that say nothing of a row but which one it is. */
    private static final int NAMES_ALONE = 3;

    private static final List<Pattern> KEYS = List.of(
            Pattern.compile("(?i)id|key|uuid|guid"),
            Pattern.compile("(?i)(?:.*[^A-Za-z0-9])?(?:id|key|uuid|guid|number|no|nr|code|sku|ref)"),
            Pattern.compile(".*[a-z](?:Id|ID|Key)"),
            Pattern.compile(".*", Pattern.DOTALL));

    /** What stands plainly in YAML: nothing that it could take for something else than text. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./-]*");

    private static final Pattern WORDS = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|~");

    /** What a tag can name as it stands. */
    private static final Pattern TAG = Pattern.compile("[^\\s{}#^/&>!=.$<\\-](?:[^{}\\r\\n]*[^\\s{}.])?");

    /** The column that names a row; null without one that does so in each row that was seen. */
    @Nullable
    String key() {
        for (Pattern names : KEYS) {
            for (InputHead.Column column : head.columns()) {
                boolean named = names.matcher(last(column.name())).matches();
                if (named && tells(column) && head.rows() > 1) {
                    return column.name();
                }
            }
        }
        return null;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private boolean tells(InputHead.Column column) {
        return column.filled() == head.rows()
                && column.distinct()
                && column.longest() <= LONGEST_KEY
                && !column.spaced();
    }

    /** The columns that each row has a value in: without one a row would be rejected. A mere number of the row is left out. */
    List<String> columns() {
        List<String> filled = head.columns().stream()
                .filter(column -> column.filled() == head.rows() && column.filled() > 0)
                .map(InputHead.Column::name)
                .filter(FirstJob::named)
                .toList();
        String key = key();
        List<String> told =
                filled.stream().filter(column -> !column.equals(key)).toList();
        boolean meaning = key == null
                || KEYS.stream()
                        .limit(NAMES_ALONE)
                        .noneMatch(names -> names.matcher(last(key)).matches());
        return meaning || told.isEmpty() ? filled : told;
    }

    /** Whether a tag in a template can mean this column. */
    private static boolean named(String column) {
        return TAG.matcher(column).matches() && !column.equals("this");
    }

    private List<InputHead.Column> sometimesEmpty() {
        return head.columns().stream()
                .filter(column -> column.filled() < head.rows())
                .filter(column -> named(column.name()))
                .toList();
    }

    /** Columns that no tag of a template can mean. */
    List<String> unnamable() {
        return head.columns().stream()
                .map(InputHead.Column::name)
                .filter(column -> !named(column))
                .toList();
    }

    /** The whole file. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Made by handinger-batch init. Every row of the input becomes one task of the worker.\n")
                .append("# With --sandbox it runs as it is and costs nothing.\n")
                .append("version: 1\n");
        told(text, "name: " + quoted(name), "also the folder of the results, below runs/");
        text.append("\nworker:\n");
        told(text, "  id: " + quoted(worker), "put the id of your own worker here");
        text.append("\ninput:\n");
        told(text, "  file: " + quoted(file), "counts from the folder of this file");
        key(text);
        dialect(text);
        text.append("\ntask:\n");
        template(text);
        told(text, "  budget: low", "low | standard | high: how much work one task may do");
        text.append("\nlimits:\n");
        told(text, "  concurrency: auto", "tasks under way at once: a number, MIN..MAX, or auto");
        told(text, "  # requestsPerMinute: 600", "all requests; without it, the pace that the server puts up with");
        told(text, "  # credits: 500", "what the whole run may spend: a real run needs it, or none;");
        told(text, "  #", "run --pilot 30 tells what the rows will cost");
        text.append("\noutput:\n");
        told(text, "  formats: [jsonl, csv]", "results.jsonl for programs, results.csv for spreadsheets");
        return text.toString();
    }

    private static void told(StringBuilder text, String setting, String comment) {
        text.append(String.format(Locale.ROOT, "%-29s # %s%n", setting, comment).replace("\r", ""));
    }

    /** Which rows were looked at, for people. */
    String seen() {
        return head.rows() == 1 ? "the 1 row" : (head.whole() ? "the " : "the first ") + head.rows() + " rows";
    }

    private void key(StringBuilder text) {
        String key = key();
        if (key == null) {
            told(text, "  # key: id", "none, so a row is named by its content: no column tells " + seen() + " apart");
        } else {
            told(text, "  key: " + quoted(key), "names a row: it has another value in each of " + seen());
        }
    }

    private void dialect(StringBuilder text) {
        if (!header || charset != null) {
            told(
                    text,
                    "  csv: { " + (header ? "" : "header: false")
                            + (header || charset == null ? "" : ", ")
                            + (charset == null ? "" : "charset: " + charset) + " }",
                    header ? "how it is encoded" : "the columns are called c1, c2, …");
        }
    }

    private void template(StringBuilder text) {
        List<String> columns = columns();
        List<InputHead.Column> others = sometimesEmpty();
        text.append(
                "  # A template: {{column}} becomes the value of that column. Say here what is to be done with a row.\n");
        if (!others.isEmpty()) {
            text.append("  # Empty in some of ")
                    .append(seen())
                    .append(", so wrapped: {{#column}}…{{/column}} is left out")
                    .append(" where the column is empty")
                    .append(others.stream().anyMatch(InputHead.Column::negated) ? " or false" : "")
                    .append(".\n");
        }
        for (String column : unnamable()) {
            text.append("  # Not in the text, since no {{tag}} can name it (another header would do): ")
                    .append(quoted(column).replace("$$", "$"))
                    .append('\n');
        }
        text.append("  input: |\n").append("    Work on this record and answer in a few sentences.\n\n");
        for (String column : columns) {
            text.append("    ")
                    .append(escaped(column))
                    .append(": {{")
                    .append(escaped(column))
                    .append("}}\n");
        }
        for (InputHead.Column column : others) {
            text.append("    ")
                    .append(wrapped(escaped(column.name()), column.listed()))
                    .append('\n');
        }
    }

    /** Around a list, a section is told once for each element. */
    private static String wrapped(String name, boolean listed) {
        return listed
                ? name + ":{{#" + name + "}} {{.}};{{/" + name + "}}"
                : "{{#" + name + "}}" + name + ": {{" + name + "}}{{/" + name + "}}";
    }

    /** A dollar sign would begin a variable of the environment. */
    private static String escaped(String text) {
        return text.replace("$", "$$");
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : escaped(text).toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
