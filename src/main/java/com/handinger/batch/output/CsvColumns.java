package com.handinger.batch.output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of {@code results.csv} and their names in its header. A column of the input keeps its name; one of ours
 * that would repeat a name gets as many {@code _} in front as it takes. Immutable.
 */
public final class CsvColumns {

    static final List<String> BEFORE = List.of("row", "key", "status");
    static final List<String> AFTER =
            List.of("task_id", "output_text", "structured_output", "credits", "duration_ms", "url", "error");

    static final List<String> OF_SCHEDULES = List.of("schedule_id", "worker_id");

    private final List<String> own;
    private final boolean schedules;
    private final List<String> fields;
    private final List<String> header;
    private final List<Clash> clashes;

    /**
     * A column of ours that could not keep its name.
     *
     * @param column the name that an earlier column has
     * @param name the name it got instead
     */
    public record Clash(String column, String name) {}

    private CsvColumns(
            List<String> own, boolean schedules, List<String> fields, List<String> header, List<Clash> clashes) {
        this.own = own;
        this.schedules = schedules;
        this.fields = fields;
        this.header = header;
        this.clashes = clashes;
    }

    /** The columns before any answer is known: the input's own and ours. */
    public static CsvColumns of(Collection<String> own) {
        return of(own, List.of());
    }

    /** The columns with those that a flattened structured output adds at the end. */
    static CsvColumns of(Collection<String> own, Collection<String> fields) {
        return of(own, false, fields);
    }

    /** The same, with columns for schedules where rows became some. */
    static CsvColumns of(Collection<String> own, boolean schedules, Collection<String> fields) {
        Set<String> columns = new LinkedHashSet<>(own);
        Naming naming = new Naming(columns);
        List<String> header = new ArrayList<>(naming.ours(BEFORE));
        header.addAll(columns);
        header.addAll(naming.ours(AFTER));
        header.addAll(naming.ours(schedules ? OF_SCHEDULES : List.of()));
        header.addAll(naming.ours(fields));
        return new CsvColumns(
                List.copyOf(columns), schedules, List.copyOf(fields), List.copyOf(header), List.copyOf(naming.clashes));
    }

    /** All names of the header, left to right. */
    public List<String> header() {
        return header;
    }

    /** The columns of ours that got another name, left to right; empty in most jobs. */
    public List<Clash> clashes() {
        return clashes;
    }

    /** Names of the columns of the input. */
    List<String> own() {
        return own;
    }

    /** Whether there are columns for schedules. */
    boolean schedules() {
        return schedules;
    }

    /** Names of the top-level fields of the structured output that have a column. */
    List<String> fields() {
        return fields;
    }

    private static final class Naming {

        private final Set<String> taken;
        private final List<Clash> clashes = new ArrayList<>();

        Naming(Set<String> own) {
            this.taken = new HashSet<>(own);
        }

        List<String> ours(Collection<String> columns) {
            return columns.stream().map(this::free).toList();
        }

        private String free(String column) {
            String name = column;
            while (!taken.add(name)) {
                name = "_" + name;
            }
            if (!name.equals(column)) {
                clashes.add(new Clash(column, name));
            }
            return name;
        }
    }
}
