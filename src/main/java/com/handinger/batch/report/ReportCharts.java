package com.handinger.batch.report;

import com.handinger.batch.ledger.RunMoment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The drawings of a report. Time is working time: what lies between two starts is left out. */
final class ReportCharts {

    private static final int POINTS = 400;
    private static final double MINUTE = 60;
    private static final int STEPS_PER_POWER = 4;

    /** A pace is that of the last so many points: one alone would only show noise. */
    private static final int SMOOTH = 5;

    /** Rows that end within fewer seconds tell of luck, and of no pace. */
    static final double TELLING = 5;

    private final ReportFacts facts;
    private final List<RunMoment> moments;
    private final double[] times;
    private final List<Double> breaks = new ArrayList<>();

    ReportCharts(ReportFacts facts) {
        this.facts = facts;
        moments = thinned(facts.moments());
        times = new double[moments.size()];
        double offset = 0;
        for (int i = 1; i < times.length; i++) {
            RunMoment before = moments.get(i - 1);
            RunMoment now = moments.get(i);
            if (before.startNo() == now.startNo()) {
                offset += Math.max(0, now.at() - before.at()) / 1000.0;
            } else {
                breaks.add(offset);
            }
            times[i] = offset;
        }
    }

    private static List<RunMoment> thinned(List<RunMoment> all) {
        if (all.size() <= POINTS) {
            return all;
        }
        List<RunMoment> few = new ArrayList<>(POINTS);
        for (int i = 0; i < POINTS; i++) {
            few.add(all.get((int) Math.round(i * (all.size() - 1) / (double) (POINTS - 1))));
        }
        return few;
    }

    List<RunMoment> moments() {
        return moments;
    }

    /** Seconds of work before the moment of this index. */
    double after(int index) {
        return times[index];
    }

    String progress() {
        return chart(
                "progress-chart",
                "Rows that have ended, over time",
                "rows",
                line("completed", "good", RunMoment::completed),
                line("failed or unusable", "bad", RunMoment::bad));
    }

    String pace() {
        double[] pace = perMinute(moment -> moment.completed() + moment.bad());
        return chart(
                "pace-chart", "Rows a minute", "rows a minute", new LineChart.Line("rows a minute", "accent", pace));
    }

    String requests() {
        List<LineChart.Line> lines = new ArrayList<>();
        lines.add(new LineChart.Line("requests a minute", "accent", perMinute(RunMoment::requests)));
        Long told = facts.limit("limits.requestsPerMinute");
        if (told != null) {
            lines.add(level("limits.requestsPerMinute", told));
        } else if (moments.stream().anyMatch(moment -> moment.perMinute() != null)) {
            lines.add(line("what the server put up with", "limit", moment -> orNone(moment.perMinute())));
        }
        double[] refused = perMinute(RunMoment::refused);
        if (Arrays.stream(refused).anyMatch(value -> value > 0)) {
            lines.add(new LineChart.Line("refused (429) a minute", "bad", refused));
        }
        return chart("requests-chart", "Requests a minute", "a minute", lines.toArray(LineChart.Line[]::new));
    }

    String concurrency() {
        return chart(
                "concurrency-chart",
                "Tasks in flight, and how many were allowed",
                "tasks",
                line("in flight", "accent", RunMoment::inFlight),
                line("allowed", "limit", moment -> orNone(moment.tasks())));
    }

    String credits() {
        Long limit = facts.credits().limit();
        LineChart.Line spent = line("spent", "accent", RunMoment::credits);
        return limit == null
                ? chart("credits-chart", "Credits spent, over time", "credits", spent)
                : chart("credits-chart", "Credits spent, over time", "credits", spent, level("limits.credits", limit));
    }

    String times() {
        List<Long> steps = facts.durations();
        int first = 0;
        int end = steps.size();
        while (first < end && steps.get(first) == 0) {
            first++;
        }
        while (end > first && steps.get(end - 1) == 0) {
            end--;
        }
        List<BarChart.Bar> bars = new ArrayList<>();
        for (int i = first; i < end; i++) {
            bars.add(new BarChart.Bar(step(i), step(i + 1), steps.get(i)));
        }
        Long p50 = facts.p50();
        Long p95 = facts.p95();
        String note = p50 == null || p95 == null
                ? ""
                : "Half took at most " + Svg.millis(p50) + ", 95 of 100 at most " + Svg.millis(p95) + ".";
        return new BarChart("times-chart", "How long the tasks of completed rows took", "Time", note, bars).html();
    }

    private static String step(int index) {
        double millis = Math.pow(10, index / (double) STEPS_PER_POWER);
        double power = Math.pow(10, Math.max(0, Math.floor(Math.log10(millis)) - 1));
        return Svg.millis(Math.round(Math.round(millis / power) * power));
    }

    private String chart(String id, String title, String unit, LineChart.Line... lines) {
        return new LineChart(id, title, unit, times, List.of(lines), breaks).html();
    }

    private LineChart.Line line(String name, String tone, ToDoubleFunction<RunMoment> value) {
        return new LineChart.Line(
                name, tone, moments.stream().mapToDouble(value).toArray());
    }

    private LineChart.Line level(String name, long value) {
        double[] values = new double[times.length];
        Arrays.fill(values, (double) value);
        return new LineChart.Line(name, "limit", values);
    }

    private static double orNone(@Nullable Integer value) {
        return value == null ? Double.NaN : value;
    }

    /** How fast a count grew; none in the first seconds of each start. */
    private double[] perMinute(ToDoubleFunction<RunMoment> count) {
        double[] pace = new double[times.length];
        for (int i = 0; i < pace.length; i++) {
            int from = i;
            while (from > 0
                    && (i - from < SMOOTH || times[i] - times[from] < TELLING)
                    && moments.get(from - 1).startNo() == moments.get(i).startNo()) {
                from--;
            }
            double seconds = times[i] - times[from];
            double grown = count.applyAsDouble(moments.get(i)) - count.applyAsDouble(moments.get(from));
            pace[i] = seconds < TELLING ? Double.NaN : Math.max(0, grown) * MINUTE / seconds;
        }
        return pace;
    }
}
