package com.handinger.batch.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Bars side by side, as a drawing with a title, a description and the same in a table. Immutable.
 *
 * @param id of its elements in the page
 * @param what stands below the bars, for people
 * @param note a remark below the title; empty for none
 */
record BarChart(String id, String title, String what, String note, List<Bar> bars) {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 210;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 26;
    private static final int LABELS = 6;
    private static final double GAP = 0.16;

    /** One of them, from one value to another. */
    record Bar(String from, String to, long count) {

        double height() {
            return (double) count;
        }
    }

    String html() {
        if (bars.isEmpty()) {
            return "<p class=\"hint\">" + Svg.text(title) + ": nothing to show yet.</p>";
        }
        String remark = note.isEmpty() ? "" : "<br>" + Svg.text(note);
        return "<figure><figcaption>" + Svg.text(title) + remark + "</figcaption>" + svg() + table() + "</figure>";
    }

    private String svg() {
        Scale up = Scale.counts(bars.stream().mapToDouble(Bar::height).max().orElse(1), 4);
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
        double width = (WIDTH - LEFT - RIGHT) / (double) bars.size();
        int every = (bars.size() + LABELS - 1) / LABELS;
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double x = LEFT + i * width;
            svg.append("<rect class=\"f-accent\" rx=\"2\" x=\"").append(Svg.at(x + width * GAP / 2));
            svg.append("\" width=\"").append(Svg.at(width * (1 - GAP))).append("\" y=\"");
            svg.append(Svg.at(y(bar.height(), up))).append("\" height=\"");
            svg.append(Svg.at(HEIGHT - BOTTOM - y(bar.height(), up))).append("\"/>");
            if (i % every == 0) {
                label(svg, x, HEIGHT - 8, i == 0 ? "start" : "middle", bar.from);
            }
        }
        return svg.append("</svg>").toString();
    }

    private static void label(StringBuilder svg, double x, double y, String anchor, String words) {
        svg.append("<text x=\"")
                .append(Svg.at(x))
                .append("\" y=\"")
                .append(Svg.at(y))
                .append("\" text-anchor=\"");
        svg.append(anchor).append("\">").append(Svg.text(words)).append("</text>");
    }

    private static double y(double value, Scale up) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / up.most();
    }

    private String description() {
        return bars.stream()
                        .filter(bar -> bar.count > 0)
                        .map(bar -> bar.from + " to " + bar.to + ": " + Svg.count(bar.count))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    private String table() {
        StringBuilder table = new StringBuilder("<details><summary>")
                .append(Svg.text(title))
                .append(" as a table</summary><table><thead><tr><th scope=\"col\">")
                .append(Svg.text(what))
                .append("</th><th scope=\"col\" class=\"n\">Tasks</th></tr></thead><tbody>");
        for (Bar bar : bars) {
            table.append("<tr><th scope=\"row\">").append(Svg.text(bar.from + " to " + bar.to));
            table.append("</th><td class=\"n\">").append(Svg.count(bar.count)).append("</td></tr>");
        }
        return table.append("</tbody></table></details>").toString();
    }
}
