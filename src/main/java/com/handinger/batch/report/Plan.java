package com.handinger.batch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.handinger.batch.progress.Counted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * What a start would do: the {@code plan} line of {@code --json}, and the same for people. Immutable.
 *
 * @param baseUrl identity of the server: its address, or {@code sandbox}
 * @param worker its id; null while it is still to be made
 * @param runId the run that would go on, or that the choices are about; null when another one would begin
 * @param standing what became of the last run of this job, for people; null without one
 * @param rows what the input holds
 * @param first the first rows that are left, as they would be sent; none when the run has finished
 * @param files what goes with all rows of the input that can be sent; null for a job without files
 * @param requests that the rows to send would take, about
 * @param leastSeconds below which the told rate does not let the rows go; null without a told rate
 * @param disk what the ledger and the result files would take, about
 * @param forecast what the rows to send will cost and take; null when nothing is known
 * @param unknown why nothing is known, and what finds out; null when something is
 * @param remark that the credit limit may not be enough, or is missing; null while nothing is to be said of it
 * @param command what begins or continues; null when the run has finished
 * @param choices what a person may choose from where run would ask; none where it would not
 */
public record Plan(
        String job,
        String baseUrl,
        @Nullable String worker,
        @Nullable String runId,
        @Nullable String standing,
        Rows rows,
        List<First> first,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Files files,
        long requests,
        @Nullable Long leastSeconds,
        Disk disk,
        @Nullable Forecast forecast,
        @Nullable String unknown,
        @Nullable String remark,
        @Nullable String command,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Choice> choices) {

    private static final int SHOWN = 100;
    private static final int INDENT = 6;

    /** Copies the lists. */
    public Plan {
        first = List.copyOf(first);
        choices = List.copyOf(choices);
    }

    /**
     * One answer to what run would ask.
     *
     * @param command that says so
     * @param does what comes of it, for people
     * @param rows that it sends
     * @param credits what these cost, about; null when nothing is known
     */
    public record Choice(
            String command,
            String does,
            long rows,
            @Nullable Long credits) {}

    /**
     * Rows of the input.
     *
     * @param toSend those that the next start would send
     * @param rejected those that are never sent
     * @param duplicates those whose rendered input is that of an earlier row
     * @param budgets how many of them by budget tier
     */
    public record Rows(long total, long toSend, long rejected, long duplicates, Map<String, Long> budgets) {}

    /** A row as it would be sent. */
    public record First(long row, String key, String input, String budget) {}

    /** Files with tasks; one that goes with several rows counts each time. */
    public record Files(long count, long bytes) {}

    /**
     * Bytes.
     *
     * @param needed about
     * @param free in the folder of the store
     */
    public record Disk(
            long needed,
            long free,
            @JsonSerialize(using = ToStringSerializer.class) Path folder) {}

    /** One JSON object without a line end. */
    public String line() {
        return SummaryJson.line(new Line("plan", this));
    }

    private record Line(String event, @JsonUnwrapped Plan plan) {}

    /**
     * For people, in lines.
     *
     * @param whole whether inputs are shown as they would be sent, or their beginning only
     */
    public String text(boolean whole) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan of " + job + " for "
                + (worker == null ? "the worker that the first start makes from worker.template" : "worker " + worker)
                + " on " + baseUrl);
        if (standing != null) {
            add(lines, "Before", standing);
        }
        add(lines, "Rows", count(rows.toSend) + " to send, of " + count(rows.total) + " in the input; " + quality());
        for (First row : first) {
            add(
                    lines,
                    "Row " + row.row,
                    row.key + " [" + row.budget + "]:" + (whole ? indented(row.input) : " " + shortened(row.input)));
        }
        if (files != null) {
            add(lines, "Files", count(files.count) + " go with the rows, " + Counted.bytes(files.bytes));
        }
        if (command != null) {
            addStart(lines, command);
        }
        return String.join("\n", lines);
    }

    private void addStart(List<String> lines, String begin) {
        add(lines, "Requests", "about " + count(requests) + rate());
        add(
                lines,
                "Disk",
                "about " + Counted.bytes(disk.needed) + " of " + Counted.bytes(disk.free) + " free in " + disk.folder);
        add(lines, "Forecast", forecast == null ? String.valueOf(unknown) : forecast.text("tasks so far"));
        if (remark != null) {
            add(lines, "Limit", remark);
        }
        if (choices.isEmpty()) {
            add(lines, "Begin", begin);
        }
        for (Choice choice : choices) {
            add(lines, choice.equals(choices.get(0)) ? "Choose" : "", choice.command);
            add(lines, "", "    " + choice.does);
        }
    }

    private String quality() {
        return count(rows.rejected) + " rejected, " + count(rows.duplicates) + " with the same input as an earlier row";
    }

    private String rate() {
        return leastSeconds == null ? "" : "; limits.requestsPerMinute lets them go in " + Forecast.time(leastSeconds);
    }

    private static void add(List<String> lines, String name, String text) {
        lines.add(String.format(Locale.ROOT, "  %-10s%s", name, text.replaceFirst("^Forecast:? ", "")));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String indented(String text) {
        return "\n" + text.indent(INDENT).replaceAll("(?m) +$", "").stripTrailing();
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
