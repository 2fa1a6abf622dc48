package com.handinger.batch.report;

import java.util.ArrayList;
import java.util.List;

/** Lines over working time, as a drawing with a title, a description, a key and the same in a table. */
final class LineChart {

    private static final int TABLE_ROWS = 10;
    private static final int MARKS = 4;

    private final String id;
    private final String title;
    private final String unit;
    private final double[] times;
    private final List<Line> lines;
    private final List<Double> breaks;

    /**
     * Draws nothing yet.
     *
     * @param id of its elements in the page
     * @param unit of the values, for people
     * @param times seconds of each point
     * @param breaks seconds at which a new start began
     */
    LineChart(String id, String title, String unit, double[] times, List<Line> lines, List<Double> breaks) {
        this.id = id;
        this.title = title;
        this.unit = unit;
        this.times = times.clone();
        this.lines = List.copyOf(lines);
        this.breaks = List.copyOf(breaks);
    }

    /** One of them. */
    static final class Line {

        private final String name;
        private final String tone;
        private final double[] values;

        /**
         * Takes its points.
         *
         * @param tone good, bad, accent or limit
         * @param values one for each time; NaN where there is none
         */
        Line(String name, String tone, double[] values) {
            this.name = name;
            this.tone = tone;
            this.values = values.clone();
        }

        /** Whether it has a stroke of its own; a limit alone shows nothing of the run. */
        boolean drawable() {
            boolean before = false;
            for (double value : values) {
                boolean point = !Double.isNaN(value);
                if (point && before) {
                    return !tone.equals("limit");
                }
                before = point;
            }
            return false;
        }

        double last() {
            for (int i = values.length - 1; i >= 0; i--) {
                if (!Double.isNaN(values[i])) {
                    return values[i];
                }
            }
            return 0;
        }

        double highest() {
            double highest = 0;
            for (double value : values) {
                highest = value > highest ? value : highest;
            }
            return highest;
        }
    }

    String html() {
        if (times.length < 2) {
            return "<p class=\"hint\">" + Svg.text(title) + ": too few observations for a chart.</p>";
        }
        if (times[times.length - 1] <= 0 || lines.stream().noneMatch(Line::drawable)) {
            return "<p class=\"hint\">" + Svg.text(title) + ": the run was too short to draw it.</p>";
        }
        return "<figure><figcaption>" + Svg.text(title) + "</figcaption>" + svg() + key() + table() + "</figure>";
    }

    private String svg() {
        Scale across = Scale.seconds(times[times.length - 1], MARKS + 1);
        Plot plot = new Plot(
                id,
                title,
                description(),
                Scale.counts(lines.stream().mapToDouble(Line::highest).max().orElse(1), MARKS));
        for (double mark : across.marks()) {
            double x = x(mark, across);
            plot.label(x, Plot.HEIGHT - 8, x > Plot.WIDTH - 40 ? "end" : "middle", Svg.seconds(mark));
        }
        for (double start : breaks) {
            String x = Svg.at(x(start, across));
            plot.add("<line class=\"mark\" x1=\"" + x + "\" x2=\"" + x + "\" y1=\"" + Plot.TOP + "\" y2=\""
                    + (Plot.HEIGHT - Plot.BOTTOM) + "\"/>");
        }
        lines.forEach(line -> draw(plot, line, across));
        return plot.end();
    }

    private void draw(Plot plot, Line line, Scale across) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < times.length; i++) {
            double value = line.values[i];
            if (Double.isNaN(value)) {
                pen = false;
            } else {
                path.append(pen ? 'L' : 'M').append(Svg.at(x(times[i], across)));
                path.append(' ').append(Svg.at(plot.y(value)));
                pen = true;
            }
        }
        plot.add("<path class=\"line c-" + line.tone + "\" d=\"" + path + "\"/>");
    }

    private static double x(double seconds, Scale across) {
        return Plot.LEFT + (Plot.WIDTH - Plot.LEFT - Plot.RIGHT) * seconds / across.most();
    }

    private String description() {
        List<String> words = new ArrayList<>();
        for (Line line : lines) {
            words.add(line.name + ": at most " + Svg.number(round(line.highest())) + " " + unit + ", at the end "
                    + Svg.number(round(line.last())));
        }
        return "Over " + Svg.seconds(times[times.length - 1]) + " of work. " + String.join("; ", words) + ".";
    }

    private String key() {
        StringBuilder key = new StringBuilder("<ul class=\"key\">");
        for (Line line : lines) {
            key.append("<li class=\"").append(line.tone).append("\"><i></i>").append(Svg.text(line.name));
            key.append("</li>");
        }
        if (!breaks.isEmpty()) {
            key.append("<li class=\"idle\"><i></i>a further start begins; the time between is left out</li>");
        }
        return key.append("</ul>").toString();
    }

    private String table() {
        StringBuilder table = new StringBuilder(Svg.table(title)).append("After</th>");
        lines.forEach(line -> table.append("<th scope=\"col\" class=\"n\">")
                .append(Svg.text(line.name))
                .append("</th>"));
        table.append("</tr></thead><tbody>");
        int rows = Math.min(TABLE_ROWS, times.length);
        for (int row = 0; row < rows; row++) {
            int i = rows == 1 ? 0 : (int) Math.round(row * (times.length - 1) / (double) (rows - 1));
            table.append("<tr><th scope=\"row\">").append(Svg.seconds(times[i])).append("</th>");
            for (Line line : lines) {
                double value = line.values[i];
                table.append("<td class=\"n\">").append(Double.isNaN(value) ? "" : Svg.number(round(value)));
                table.append("</td>");
            }
            table.append("</tr>");
        }
        return table.append("</tbody></table></div></details>").toString();
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
