package com.handinger.batch.report;

import static com.handinger.batch.report.ReportWords.counted;
import static com.handinger.batch.report.ReportWords.cut;
import static com.handinger.batch.report.ReportWords.moment;
import static com.handinger.batch.report.ReportWords.share;

import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.RunMoment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a report says of limits, the audit and the starts. */
final class ReportEnds {

    private static final int STARTS = 20;
    private static final String UNTOLD = "–";
    private static final Pattern LIMIT = Pattern.compile("limits\\.[a-zA-Z]+");

    private final ReportFacts facts;
    private final Map<String, Object> model = new HashMap<>();

    private ReportEnds(ReportFacts facts) {
        this.facts = facts;
    }

    static Map<String, Object> of(ReportFacts facts) {
        ReportEnds ends = new ReportEnds(facts);
        ends.limits();
        ends.audit();
        ends.starts();
        return ends.model;
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
                case "limits.taskTime" ->
                    facts.slowest().isEmpty()
                            ? ""
                            : "at most " + Svg.millis(facts.slowest().get(0).durationMs()) + " so far";
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
            boolean told = start.exit() != null;
            starts.add(Map.of(
                    "began", moment(start.startedAt()),
                    "took", took(start),
                    "sends", told ? Svg.count(start.requests().sends()) : UNTOLD,
                    "reads", told ? Svg.count(start.requests().reads()) : UNTOLD,
                    "limited", told ? Svg.count(start.requests().rateLimited()) : UNTOLD,
                    "faults", told ? Svg.count(start.requests().faults()) : UNTOLD,
                    "end", end(start)));
        }
        int left = Math.max(0, starts.size() - STARTS);
        model.put("starts", starts.subList(left, starts.size()));
        model.put("startsLeftOut", left == 0 ? "" : Svg.count(left));
    }

    private String end(LedgerFigures.Start start) {
        if (start.exit() != null) {
            return "exit " + start.exit() + ": " + cut(start.reason() == null ? "" : start.reason());
        }
        return facts.moment() && start.equals(facts.lastStart())
                ? "works"
                : "ended without a word: it was killed, or the machine went down";
    }

    private static String took(LedgerFigures.Start start) {
        return start.endedAt() == null
                ? UNTOLD
                : Svg.seconds(Duration.between(Instant.parse(start.startedAt()), Instant.parse(start.endedAt()))
                                .toMillis()
                        / 1000.0);
    }
}
