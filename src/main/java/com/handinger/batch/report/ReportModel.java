package com.handinger.batch.report;

import static com.handinger.batch.report.ReportWords.counted;
import static com.handinger.batch.report.ReportWords.cut;
import static com.handinger.batch.report.ReportWords.moment;
import static com.handinger.batch.report.ReportWords.share;
import static com.handinger.batch.report.ReportWords.tenth;

import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.RunMoment;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the template of a report fills in. */
final class ReportModel {

    private static final int REASONS = 8;

    private final ReportFacts facts;
    private final long shown;
    private final ReportCharts charts;
    private final Map<String, Object> model = new HashMap<>();

    private ReportModel(ReportFacts facts, long shown) {
        this.facts = facts;
        this.shown = shown;
        charts = new ReportCharts(facts);
    }

    /** @param shown rows in the table of the page */
    static Map<String, Object> of(ReportFacts facts, long shown) {
        ReportModel model = new ReportModel(facts, shown);
        model.head();
        model.outcome();
        model.schedules();
        model.tiles();
        model.shares();
        model.drawings();
        model.reasons();
        model.credits();
        model.failures();
        model.extremes();
        model.model.putAll(ReportEnds.of(facts));
        return model.model;
    }

    private void head() {
        ReportFacts.Identity identity = facts.identity();
        model.put("job", identity.job());
        model.put("runId", identity.runId());
        model.put("baseUrl", identity.baseUrl());
        model.put("worker", identity.worker());
        model.put("createdAt", moment(identity.createdAt()));
        model.put("generatedAt", moment(identity.generatedAt().toString()));
        model.put("directory", identity.directory());
        model.put("version", identity.version());
        model.put("moment", facts.moment());
        model.put("cut", RowScript.cut(facts.rows().total(), shown));
        LedgerFigures.Start last = facts.lastStart();
        model.put("endedAt", last == null || last.endedAt() == null ? "" : moment(last.endedAt()));
    }

    private void outcome() {
        LedgerFigures.Start last = facts.lastStart();
        String reason = last == null || last.reason() == null ? "" : last.reason();
        if (last != null && last.exit() == null) {
            reason =
                    "The last start ended without a word: it was killed, or the machine went down. The same command goes on.";
        }
        boolean works = facts.moment() && open() > 0;
        model.put("outcome", outcomeWords());
        model.put("tone", outcomeTone(last));
        model.put(
                "reason",
                works
                        ? Svg.count(open()) + (open() == 1 ? " row is not done yet" : " rows are not done yet")
                        : cut(reason));
    }

    private String outcomeWords() {
        if (facts.state().equals("abandoned")) {
            return "Abandoned";
        }
        if (open() > 0) {
            return facts.moment() ? "Running" : "Unfinished";
        }
        return clean() ? "All rows completed" : "Done, not all rows completed";
    }

    private String outcomeTone(LedgerFigures.@Nullable Start last) {
        boolean trouble = last != null && (last.exit() == null || last.exit() != 0);
        if (open() > 0 && trouble && !facts.moment()) {
            return "bad";
        }
        return clean() ? "good" : "warn";
    }

    private boolean clean() {
        return facts.rows().completed() == facts.rows().total();
    }

    private long open() {
        Summary.Rows rows = facts.rows();
        return rows.pending() + rows.sending() + rows.unknown() + rows.running();
    }

    private void schedules() {
        String made = counted(facts.schedules(), "row") + (facts.schedules() == 1 ? " is a schedule" : " are schedules")
                + " at the server. The tasks that schedules make, and what those cost, are not in this page.";
        model.put("schedules", facts.schedules() == 0 ? "" : made);
    }

    private void tiles() {
        Summary.Rows rows = facts.rows();
        List<Map<String, Object>> tiles = new ArrayList<>();
        tiles.add(tile("Completed", Svg.count(rows.completed()), "of " + counted(rows.total(), "row")));
        long bad = rows.failed() + rows.unusable();
        tiles.add(tile(
                "Failed or unusable", Svg.count(bad), share(bad, rows.completed() + bad) + " of those that ended"));
        tiles.add(tile("Rejected", Svg.count(rows.rejected()), "never sent"));
        Long limit = facts.credits().limit();
        tiles.add(tile(
                "Credits spent",
                Svg.count(facts.credits().spent()),
                limit == null ? "no limit set" : share(facts.credits().spent(), limit) + " of " + Svg.count(limit)));
        tiles.add(tile(
                "Credits a completed row",
                rows.completed() == 0 || facts.credits().spent() == 0
                        ? "–"
                        : tenth(facts.credits().spent() / (double) rows.completed()),
                "all spending shared out"));
        tiles.add(tile(
                "Time of a task",
                facts.p50() == null ? "–" : Svg.millis(facts.p50()),
                facts.p95() == null ? "" : "95 of 100 within " + Svg.millis(facts.p95())));
        double worked =
                charts.moments().isEmpty() ? 0 : charts.after(charts.moments().size() - 1);
        long settled = rows.completed() + bad;
        tiles.add(tile(
                "Rows a minute",
                worked < ReportCharts.TELLING ? "–" : Svg.number(Math.round(settled * 600 / worked) / 10.0),
                "in " + Svg.seconds(worked) + " of work"));
        tiles.add(tile("Attempts", Svg.count(facts.attempts()), "claimed or sent"));
        model.put("tiles", tiles);
    }

    private record Part(String name, String tone, long rows) {}

    private void shares() {
        Summary.Rows rows = facts.rows();
        List<Part> parts = List.of(
                new Part("completed", "good", rows.completed()),
                new Part("failed", "bad", rows.failed()),
                new Part("unusable or rejected", "warn", rows.unusable() + rows.rejected()),
                new Part("not done yet", "idle", open()));
        List<Map<String, Object>> shares = new ArrayList<>();
        StringBuilder bar = new StringBuilder();
        double from = 0;
        for (Part part : parts) {
            if (part.rows > 0) {
                double width = 1000.0 * part.rows / rows.total();
                bar.append("<rect class=\"f-")
                        .append(part.tone)
                        .append("\" x=\"")
                        .append(Svg.at(from));
                bar.append("\" y=\"0\" height=\"22\" width=\"")
                        .append(Svg.at(Math.max(2, width)))
                        .append("\"/>");
                from += width;
                String value = Svg.count(part.rows) + " (" + share(part.rows, rows.total()) + ")";
                shares.add(Map.of("name", part.name, "tone", part.tone, "value", value));
            }
        }
        String words = parts.stream()
                .map(part -> Svg.count(part.rows) + " " + part.name)
                .collect(Collectors.joining(", "));
        model.put("shares", shares);
        model.put(
                "share",
                Svg.begin("share", 1000, 22, "Rows by outcome", words)
                                .replace("<svg ", "<svg preserveAspectRatio=\"none\" ")
                        + bar + "</svg>");
    }

    private void drawings() {
        model.put("progressChart", charts.progress());
        model.put("paceChart", charts.pace());
        model.put("requestChart", charts.requests());
        model.put("concurrencyChart", charts.concurrency());
        model.put("timesChart", charts.times());
        model.put("creditsChart", charts.credits());
    }

    private void reasons() {
        List<Map<String, Object>> reasons = new ArrayList<>();
        String before = "";
        for (int i = 0; i < charts.moments().size(); i++) {
            RunMoment moment = charts.moments().get(i);
            String reason = moment.reason() == null ? "" : moment.reason();
            if (!reason.isEmpty() && !reason.equals(before)) {
                reasons.add(Map.of(
                        "after",
                        Svg.seconds(charts.after(i)),
                        "allowed",
                        moment.tasks() == null ? "–" : Svg.count(moment.tasks()),
                        "inFlight",
                        Svg.count(moment.inFlight()),
                        "reason",
                        reason));
            }
            before = reason;
        }
        int left = Math.max(0, reasons.size() - REASONS);
        model.put("reasons", reasons.subList(left, reasons.size()));
        model.put("hasReasons", !reasons.isEmpty());
        model.put("reasonsShown", REASONS);
        model.put("reasonsLeftOut", left == 0 ? "" : Svg.count(left));
    }

    private void credits() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (LedgerFigures.Share share : facts.shares()) {
            rows.add(Map.of(
                    "name", share.state().word(),
                    "rows", Svg.count(share.rows()),
                    "credits", Svg.count(share.credits()),
                    "each", share.rows() == 0 ? "–" : tenth(share.credits() / (double) share.rows())));
        }
        model.put("creditRows", rows);
        model.put("spent", Svg.count(facts.credits().spent()));
        model.put("reserved", Svg.count(facts.credits().reserved()));
        Long limit = facts.credits().limit();
        model.put("creditLimit", limit == null ? "" : Svg.count(limit));
    }

    private void failures() {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (LedgerFigures.Failure failure : facts.failures()) {
            List<Map<String, Object>> examples = new ArrayList<>();
            for (LedgerFigures.Example example : failure.examples()) {
                examples.add(Map.of(
                        "row", example.row(),
                        "key", cut(example.key() == null ? "" : example.key()),
                        "message", cut(example.message())));
            }
            failures.add(Map.of(
                    "state", failure.state().word(),
                    "tone", tone(failure.state()),
                    "kind", failure.kind(),
                    "rows", Svg.count(failure.rows()),
                    "credits", Svg.count(failure.credits()),
                    "examples", examples));
        }
        model.put("failures", failures);
        model.put("hasFailures", !failures.isEmpty());
    }

    private void extremes() {
        model.put(
                "extremes",
                List.of(
                        extremes("Slowest rows", "No task has told a time yet.", facts.slowest()),
                        extremes("Dearest rows", "No task has told credits yet.", facts.dearest())));
    }

    private static Map<String, Object> extremes(String title, String none, List<LedgerFigures.Extreme> extremes) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (LedgerFigures.Extreme row : extremes) {
            rows.add(Map.of(
                    "row", row.row(),
                    "key", cut(row.key() == null ? "" : row.key()),
                    "state", row.state().word(),
                    "tone", tone(row.state()),
                    "time", Svg.millis(row.durationMs()),
                    "credits", Svg.count(row.credits())));
        }
        return Map.of("title", title, "none", rows.isEmpty() ? none : "", "rows", rows);
    }

    private static Map<String, Object> tile(String name, String value, String note) {
        return Map.of("name", name, "value", value, "note", note);
    }

    private static String tone(RowState state) {
        return state == RowState.COMPLETED ? "good" : state == RowState.FAILED ? "bad" : "warn";
    }
}
