package com.handinger.batch.budget;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the last tasks of a tariff cost, in credits. For one thread. */
final class Prices {

    /** Older ones are forgotten, so that a price that changed is followed. */
    static final int REMEMBERED = 200;

    /** So many of 100 tasks cost no more than {@link #upper()}. */
    private static final int PERCENT = 95;

    private final Deque<Long> last = new ArrayDeque<>();
    private final NavigableMap<Long, Integer> counts = new TreeMap<>();
    private long dearest;

    void add(long credits) {
        last.addLast(credits);
        counts.merge(credits, 1, Integer::sum);
        dearest = Math.max(dearest, credits);
        if (last.size() > REMEMBERED) {
            counts.computeIfPresent(last.removeFirst(), (price, count) -> count == 1 ? null : count - 1);
        }
    }

    int known() {
        return last.size();
    }

    /** The dearest ever; 0 before the first. */
    long dearest() {
        return dearest;
    }

    /** The nearest-rank quantile of the remembered ones: up to 20 of them it is their maximum; 0 without any. */
    long upper() {
        int above = last.size() * (100 - PERCENT) / 100;
        for (Map.Entry<Long, Integer> price : counts.descendingMap().entrySet()) {
            above -= price.getValue();
            if (above < 0) {
                return price.getKey();
            }
        }
        return 0;
    }
}
