package com.handinger.batch.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands, as of now.
 *
 * @param holder the process that works on it, in words; null when nobody does
 * @param waitingFor why nothing is sent; null while it is, and without a holder
 * @param runs the latest one first; more than one only when all were asked for
 * @param remark what could not be found out; null for nothing
 */
public record JobStatus(
        String job,
        @Nullable String holder,
        @Nullable String waitingFor,
        List<Run> runs,
        @Nullable String remark) {

    /**
     * One run.
     *
     * @param state {@code running}, {@code loading}, {@code open}, {@code finished} or {@code abandoned}
     * @param baseUrl null while the run is chosen
     * @param rows by state in the ledger; null while they are loaded
     * @param inFlight rows that a process follows at the server, or sends; null while none does
     * @param inDoubt rows that were sent, perhaps; null while a process has not come as far
     * @param rowsPerMinute of the start that works on it; null without one, or before its first row
     * @param exit the exit code of its last start; null while that works, and when it died
     * @param reason why its last start ended; null while it works, and when none began
     * @param continueWith the command that goes on; null when there is nothing to do
     */
    public record Run(
            String runId,
            String state,
            @Nullable String baseUrl,
            @Nullable String directory,
            Summary.@Nullable Rows rows,
            @Nullable Integer inFlight,
            @Nullable Integer inDoubt,
            Summary.Credits credits,
            @Nullable Double rowsPerMinute,
            @Nullable Integer exit,
            @Nullable String reason,
            @Nullable String continueWith) {

        /** The last line of a verb that changed how it stands, as {@link Summary#doneLine}. */
        public String doneLine(int code, String why) {
            return doneLine(code, why, continueWith);
        }

        /**
         * The last line of a verb that did not begin to work on it.
         *
         * @param next the command to be said when the cause is gone; null when a person has to choose one
         */
        public String doneLine(int code, String why, @Nullable String next) {
            return SummaryJson.line(new Summary.Done(
                    "done",
                    runId,
                    code,
                    why,
                    next != null,
                    rows == null ? Summary.Rows.unsent(0, 0) : rows,
                    credits,
                    null,
                    directory,
                    next));
        }

        private List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("Run " + runId + ": " + state + (baseUrl == null ? "" : ", on " + baseUrl));
            lines.add("  Rows      " + (rows == null ? "not known yet" : counts(rows)));
            lines.add("  Credits   " + credits.spent() + " spent, " + credits.reserved() + " reserved, "
                    + (credits.limit() == null ? "no limit" : "limit " + credits.limit()));
            if (rowsPerMinute != null) {
                lines.add(String.format(Locale.ROOT, "  Pace      %.1f rows/min", rowsPerMinute));
            }
            if (reason != null) {
                lines.add("  Ended     " + (exit == null ? "" : "exit code " + exit + ": ") + reason);
            }
            if (directory != null) {
                lines.add("  Results   " + directory);
            }
            // While a process works on it, the command would only find that out (exit 7).
            if (continueWith != null && !List.of("running", "loading").contains(state)) {
                lines.add("  Continue  " + continueWith);
            }
            return lines;
        }

        private String counts(Summary.Rows rows) {
            StringJoiner parts = new StringJoiner(", ");
            parts.add(rows.completed() + " of " + rows.total() + " completed");
            add(parts, rows.failed(), "failed");
            add(parts, rows.unusable(), "unusable");
            add(parts, rows.rejected(), "rejected");
            long open = rows.pending() + rows.sending() + rows.unknown() + rows.running();
            long followed = inFlight == null ? rows.running() : inFlight;
            long doubt = inDoubt == null ? rows.sending() + rows.unknown() : inDoubt;
            add(parts, followed, inFlight == null ? "at the server" : "in flight");
            add(parts, doubt, inFlight == null ? "in doubt (perhaps sent: looked up first)" : "in doubt");
            add(parts, Math.max(0, open - followed - doubt), "not sent");
            return parts.toString();
        }
    }

    /** One JSON object without a line end. */
    public String line() {
        return SummaryJson.line(new Line("status", this));
    }

    private record Line(String event, @JsonUnwrapped JobStatus status) {}

    /** For people, in lines. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Job " + job + ": " + (holder == null ? "nobody works on it" : holder + " works on it"));
        if (waitingFor != null) {
            lines.add("Waiting: " + waitingFor);
        }
        runs.forEach(run -> lines.addAll(run.lines()));
        if (remark != null) {
            lines.add(remark);
        }
        return String.join("\n", lines);
    }

    private static void add(StringJoiner parts, long count, String word) {
        if (count > 0) {
            parts.add(count + " " + word);
        }
    }
}
