package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.RunMoment;
import com.handinger.batch.task.RowState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the template of a report fills in. */
final class ReportModel {

    private static final int REASONS = 8;
    private static final int STARTS = 20;
    private static final int LONGEST_MESSAGE = 400;
    private static final Pattern LIMIT = Pattern.compile("limits\\.[a-zA-Z]+");

    private final ReportFacts facts;
    private final ReportCharts charts;
    private final Map<String, Object> model = new HashMap<>();

    private ReportModel(ReportFacts facts) {
        this.facts = facts;
        charts = new ReportCharts(facts);
    }

    static Map<String, Object> of(ReportFacts facts) {
        ReportModel model = new ReportModel(facts);
        model.head();
        model.outcome();
        model.tiles();
        model.shares();
        model.drawings();
        model.reasons();
        model.credits();
        model.failures();
        model.extremes();
        model.limits();
        model.audit();
        model.starts();
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
        model.put("cut", RowScript.cut(facts.rows().total()));
        LedgerFigures.Start last = facts.lastStart();
        model.put("endedAt", last == null || last.endedAt() == null ? "" : moment(last.endedAt()));
    }

    private void outcome() {
        LedgerFigures.Start last = facts.lastStart();
        String reason = last == null || last.reason() == null ? "" : last.reason();
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
        boolean trouble = last != null && last.exit() != null && last.exit() != 0;
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
                rows.completed() == 0 ? "–" : tenth(facts.credits().spent() / (double) rows.completed()),
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
                        Map.of("title", "Slowest rows", "rows", extremes(facts.slowest())),
                        Map.of("title", "Dearest rows", "rows", extremes(facts.dearest()))));
    }

    private static List<Map<String, Object>> extremes(List<LedgerFigures.Extreme> extremes) {
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
        return rows;
    }

    private void limits() {
        Summary.Rows rows = facts.rows();
        long bad = rows.failed() + rows.unusable();
        List<Map<String, Object>> limits = new ArrayList<>();
        for (ReportFacts.Limit limit : facts.limits()) {
            String reached = switch (limit.name()) {
                case "limits.credits" ->
                    Svg.count(facts.credits().spent()) + " spent, "
                            + Svg.count(facts.credits().reserved()) + " reserved";
                case "limits.errors" -> counted(bad, "row") + ", " + share(bad, rows.completed() + bad);
                case "limits.concurrency" ->
                    "at most "
                            + facts.moments().stream()
                                    .mapToInt(RunMoment::inFlight)
                                    .max()
                                    .orElse(0) + " in flight";
                default -> "";
            };
            limits.add(Map.of("name", limit.name(), "set", limit.set(), "reached", reached));
        }
        model.put("limits", limits);
        TreeSet<String> met = new TreeSet<>();
        for (LedgerFigures.Start start : facts.starts()) {
            Matcher named = LIMIT.matcher(
                    start.exit() == null || start.exit() < 4 || start.reason() == null ? "" : start.reason());
            while (named.find()) {
                met.add(named.group());
            }
        }
        model.put(
                "limitsMet",
                met.isEmpty()
                        ? "No start of this run was ended by a limit."
                        : "Starts were ended by: " + String.join(", ", met) + ".");
    }

    private static String counted(long count, String noun) {
        return Svg.count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    private void audit() {
        String text = "Not run. verify compares each task with the server.";
        if (facts.audit() instanceof Audit.Figures figures) {
            text = "Of " + (figures.endedAt() == null ? "" : moment(figures.endedAt()) + ": ")
                    + counted(figures.attempts(), "attempt")
                    + " read" + (figures.sample() == null ? "" : " by chance") + ", "
                    + counted(figures.tasks(), "task")
                    + " at the server, " + counted(figures.turns(), "turn") + ", "
                    + counted(figures.findings(), "finding") + ", " + counted(figures.surplusTurns(), "surplus turn")
                    + " for " + counted(figures.surplusCredits(), "credit") + ".";
        }
        model.put("audit", text);
        model.put(
                "surplus",
                facts.surplusTurns() == 0
                        ? ""
                        : "Answers told of " + counted(facts.surplusTurns(), "turn") + " beyond one for each attempt.");
    }

    private void starts() {
        List<Map<String, Object>> starts = new ArrayList<>();
        for (LedgerFigures.Start start : facts.starts()) {
            starts.add(Map.of(
                    "began", moment(start.startedAt()),
                    "took", took(start),
                    "sends", Svg.count(start.requests().sends()),
                    "reads", Svg.count(start.requests().reads()),
                    "limited", Svg.count(start.requests().rateLimited()),
                    "faults", Svg.count(start.requests().faults()),
                    "end", end(start)));
        }
        int left = Math.max(0, starts.size() - STARTS);
        model.put("starts", starts.subList(left, starts.size()));
        model.put("startsLeftOut", left == 0 ? "" : Svg.count(left));
    }

    private static String end(LedgerFigures.Start start) {
        return start.exit() == null
                ? "works, or ended without a word"
                : "exit " + start.exit() + ": " + cut(start.reason() == null ? "" : start.reason());
    }

    private static String took(LedgerFigures.Start start) {
        return start.endedAt() == null
                ? ""
                : Svg.seconds(Duration.between(Instant.parse(start.startedAt()), Instant.parse(start.endedAt()))
                                .toMillis()
                        / 1000.0);
    }

    private static Map<String, Object> tile(String name, String value, String note) {
        return Map.of("name", name, "value", value, "note", note);
    }

    private static String tone(RowState state) {
        return state == RowState.COMPLETED ? "good" : state == RowState.FAILED ? "bad" : "warn";
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "0%" : tenth(100.0 * part / whole) + "%";
    }

    private static String tenth(double value) {
        return Svg.number(Math.round(value * 10) / 10.0);
    }

    private static String moment(String iso) {
        return Instant.parse(iso)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", " UTC");
    }

    private static String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_MESSAGE
                ? String.valueOf(text)
                : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
