package com.handinger.batch.report;

/** The drawing that every chart begins with: its size, a grid with the values of the upright axis, and words. For one thread. */
final class Plot {

    static final int WIDTH = 560;
    static final int HEIGHT = 210;
    static final int LEFT = 52;
    static final int RIGHT = 14;
    static final int TOP = 10;
    static final int BOTTOM = 26;

    private final StringBuilder svg;
    private final Scale up;

    /**
     * Draws the grid.
     *
     * @param id of its elements in the page
     * @param description the same as the drawing, in words
     * @param up of the upright axis
     */
    Plot(String id, String title, String description, Scale up) {
        this.up = up;
        svg = new StringBuilder(Svg.begin(id, WIDTH, HEIGHT, title, description));
        for (double mark : up.marks()) {
            String y = Svg.at(y(mark));
            add("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (WIDTH - RIGHT) + "\" y1=\"" + y + "\" y2=\"" + y
                    + "\"/>");
            label(LEFT - 6, y(mark) + 4, "end", Svg.number(mark));
        }
    }

    /** Where a value stands. */
    double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / up.most();
    }

    /**
     * Writes words.
     *
     * @param anchor which end of them stands there: start, middle or end
     */
    void label(double x, double y, String anchor, String words) {
        add("<text x=\"" + Svg.at(x) + "\" y=\"" + Svg.at(y) + "\" text-anchor=\"" + anchor + "\">" + Svg.text(words)
                + "</text>");
    }

    void add(String element) {
        svg.append(element);
    }

    String end() {
        return svg.append("</svg>").toString();
    }
}
