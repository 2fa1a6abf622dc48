package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the first rows of an input tell of its columns.
 *
 * @param rows how many were looked at; records that could not be read are not among them
 * @param whole whether there are no more
 * @param rejected records that could not be read
 * @param columns in the order of the input; a value inside of an object by its dotted path
 */
public record InputHead(long rows, boolean whole, long rejected, List<Column> columns) {

    /** Objects inside of objects are looked into so far. */
    private static final int DEPTH = 3;

    /** Copies the list. */
    public InputHead {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param filled rows in which it has a value that is not empty
     * @param distinct whether no value came twice
     * @param longest characters of the longest value
     * @param spaced whether a value has white space within
     * @param listed whether a value is a list
     * @param negated whether a value is false
     */
    public record Column(
            String name, long filled, boolean distinct, int longest, boolean spaced, boolean listed, boolean negated) {}

    /**
     * Reads the first rows as a run would.
     *
     * @throws InputException when the input cannot be read as a run would refuse it
     */
    public static InputHead of(JobFile.Input input, Path file, long most) throws InputException {
        Survey survey = new Survey();
        long rejected = 0;
        try (RowReader reader =
                RowReader.open(input, file, TaskTemplate.compile(new JobFile.Task("any", "low")), false)) {
            @Nullable InputRecord record = reader.next();
            while (record != null && survey.rows < most) {
                if (record instanceof InputRecord.Row row) {
                    survey.row(RowJson.parse(row.columns()));
                } else {
                    rejected++;
                }
                record = reader.next();
            }
            return new InputHead(survey.rows, record == null, rejected, survey.columns());
        } catch (IOException e) {
            throw InputException.ofData(file + ": the file cannot be read: " + FileTrouble.of(e));
        } catch (TemplateException | RowJson.MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Survey {

        private final Map<String, Tally> tallies = new LinkedHashMap<>();
        private long rows;

        void row(Map<String, @Nullable Object> columns) {
            rows++;
            members("", columns, 1);
        }

        private void members(String path, Map<?, ?> members, int depth) {
            members.forEach((name, value) -> {
                if (value instanceof Map<?, ?> inner && depth < DEPTH) {
                    members(path + name + ".", inner, depth + 1);
                } else {
                    tallies.computeIfAbsent(path + name, unseen -> new Tally()).value(value);
                }
            });
        }

        List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            tallies.forEach((name, tally) -> columns.add(tally.column(name)));
            return columns;
        }
    }

    private static final class Tally {

        private final Set<String> values = new HashSet<>();
        private long filled;
        private int longest;
        private boolean spaced;
        private boolean listed;
        private boolean negated;

        void value(@Nullable Object value) {
            listed |= value instanceof List<?>;
            negated |= Boolean.FALSE.equals(value);
            String text = value == null || value.equals(List.of())
                    ? ""
                    : value.toString().strip();
            if (text.isEmpty()) {
                return;
            }
            filled++;
            longest = Math.max(longest, text.length());
            spaced |= text.chars().anyMatch(Character::isWhitespace);
            // Once a value came twice, which ones there are does not matter any more.
            if (values.size() == filled - 1) {
                values.add(text);
            }
        }

        Column column(String name) {
            return new Column(name, filled, values.size() == filled, longest, spaced, listed, negated);
        }
    }
}
