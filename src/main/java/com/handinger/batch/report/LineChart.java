package com.handinger.batch.report;

import java.util.ArrayList;
import java.util.List;

/** Lines over working time, as a drawing with a title, a description, a key and the same in a table. */
final class LineChart {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 210;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 26;
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
        return "<figure><figcaption>" + Svg.text(title) + "</figcaption>" + svg() + key() + table() + "</figure>";
    }

    private String svg() {
        Scale across = Scale.seconds(times[times.length - 1], MARKS + 1);
        Scale up = Scale.counts(lines.stream().mapToDouble(Line::highest).max().orElse(1), MARKS);
        StringBuilder svg = new StringBuilder(Svg.begin(id, WIDTH, HEIGHT, title, description()));
        for (double mark : up.marks()) {
            double y = y(mark, up);
            svg.append("<line class=\"grid\" x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(WIDTH - RIGHT);
            svg.append("\" y1=\"")
                    .append(Svg.at(y))
                    .append("\" y2=\"")
                    .append(Svg.at(y))
                    .append("\"/>");
            label(svg, LEFT - 6, y + 4, "end", Svg.number(mark));
        }
        for (double mark : across.marks()) {
            double x = x(mark, across);
            label(svg, x, HEIGHT - 8, x > WIDTH - 40 ? "end" : "middle", Svg.seconds(mark));
        }
        for (double start : breaks) {
            svg.append("<line class=\"mark\" x1=\"").append(Svg.at(x(start, across)));
            svg.append("\" x2=\"")
                    .append(Svg.at(x(start, across)))
                    .append("\" y1=\"")
                    .append(TOP);
            svg.append("\" y2=\"").append(HEIGHT - BOTTOM).append("\"/>");
        }
        lines.forEach(line -> draw(svg, line, across, up));
        return svg.append("</svg>").toString();
    }

    private void draw(StringBuilder svg, Line line, Scale across, Scale up) {
        svg.append("<path class=\"line c-").append(line.tone).append("\" d=\"");
        boolean pen = false;
        for (int i = 0; i < times.length; i++) {
            double value = line.values[i];
            if (Double.isNaN(value)) {
                pen = false;
            } else {
                svg.append(pen ? 'L' : 'M').append(Svg.at(x(times[i], across)));
                svg.append(' ').append(Svg.at(y(value, up)));
                pen = true;
            }
        }
        svg.append("\"/>");
    }

    private static void label(StringBuilder svg, double x, double y, String anchor, String words) {
        svg.append("<text x=\"")
                .append(Svg.at(x))
                .append("\" y=\"")
                .append(Svg.at(y))
                .append("\" text-anchor=\"");
        svg.append(anchor).append("\">").append(Svg.text(words)).append("</text>");
    }

    private static double x(double seconds, Scale across) {
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / across.most();
    }

    private static double y(double value, Scale up) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / up.most();
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
        StringBuilder table = new StringBuilder("<details><summary>")
                .append(Svg.text(title))
                .append(" as a table</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">After</th>");
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
