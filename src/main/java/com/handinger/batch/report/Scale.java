package com.handinger.batch.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis from 0 to a round number.
 *
 * @param most its end
 * @param step between two of its marks
 */
record Scale(double most, double step) {

    private static final double[] ROUND = {1, 2, 2.5, 5, 10};
    private static final double[] SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800
    };

    /** For counts up to this, in about so many steps. */
    static Scale counts(double highest, int steps) {
        double rough = Math.max(highest, 1) / steps;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (double round : ROUND) {
            if (round * power >= rough) {
                step = round * power;
                break;
            }
        }
        step = Math.max(step, highest <= steps ? 1 : 0);
        return new Scale(Math.ceil(Math.max(highest, 1) / step - 1e-9) * step, step);
    }

    /** For lengths of time in seconds. */
    static Scale seconds(double longest, int steps) {
        double step = SECONDS[SECONDS.length - 1];
        for (double round : SECONDS) {
            if (round * steps >= longest) {
                step = round;
                break;
            }
        }
        while (step * steps < longest) {
            step *= 2;
        }
        return new Scale(Math.max(longest, 1), step);
    }

    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i * step <= most * 1.000001; i++) {
            marks.add(i * step);
        }
        return marks;
    }
}
