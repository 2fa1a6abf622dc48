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
        Plot plot = new Plot(
                id,
                title,
                description(),
                Scale.counts(bars.stream().mapToDouble(Bar::height).max().orElse(1), 4));
        double width = (Plot.WIDTH - Plot.LEFT - Plot.RIGHT) / (double) bars.size();
        int every = (bars.size() + LABELS - 1) / LABELS;
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double x = Plot.LEFT + i * width;
            double top = plot.y(bar.height());
            plot.add("<rect class=\"f-accent\" rx=\"2\" x=\"" + Svg.at(x + width * GAP / 2) + "\" width=\""
                    + Svg.at(width * (1 - GAP)) + "\" y=\"" + Svg.at(top) + "\" height=\""
                    + Svg.at(Plot.HEIGHT - Plot.BOTTOM - top) + "\"/>");
            if (i % every == 0) {
                plot.label(x, Plot.HEIGHT - 8, i == 0 ? "start" : "middle", bar.from);
            }
        }
        return plot.end();
    }

    private String description() {
        return bars.stream()
                        .filter(bar -> bar.count > 0)
                        .map(bar -> bar.from + " to " + bar.to + ": " + Svg.count(bar.count))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    private String table() {
        StringBuilder table = new StringBuilder(Svg.table(title))
                .append(Svg.text(what))
                .append("</th><th scope=\"col\" class=\"n\">Tasks</th></tr></thead><tbody>");
        for (Bar bar : bars) {
            table.append("<tr><th scope=\"row\">").append(Svg.text(bar.from + " to " + bar.to));
            table.append("</th><td class=\"n\">").append(Svg.count(bar.count)).append("</td></tr>");
        }
        return table.append("</tbody></table></div></details>").toString();
    }
}
