package com.handinger.batch.dispatch;

import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Pending rows that were read ahead and are not claimed; those like one that is under way wait here. For one thread. */
final class SchedulePool {

    private static final int PAGE = 250;

    /** So many rows that have to wait are read over to find one that need not. */
    private static final int MOST = 4 * PAGE;

    private final ScheduleSource source;
    private final List<ScheduleClaim> rows = new ArrayList<>();
    private long after;
    private boolean exhausted;

    SchedulePool(ScheduleSource source) {
        this.source = source;
    }

    /** Whether no row is left. */
    boolean empty() {
        return exhausted && rows.isEmpty();
    }

    /** Rows that were given back may be pending again. */
    void again() {
        rows.clear();
        after = 0;
        exhausted = false;
    }

    /** Takes at most so many rows, no two of which look alike. */
    List<ScheduleClaim> take(int most, Predicate<ScheduleOrder> may) {
        List<ScheduleClaim> taken = new ArrayList<>();
        Set<ScheduleOrder.Group> groups = new HashSet<>();
        choose(most, may, taken, groups);
        while (taken.size() < most && !exhausted && rows.size() < MOST) {
            List<ScheduleClaim> page = source.pending(after, PAGE);
            exhausted = page.size() < PAGE;
            after = page.isEmpty() ? after : page.get(page.size() - 1).number();
            rows.addAll(page);
            choose(most, may, taken, groups);
        }
        return taken;
    }

    private void choose(
            int most, Predicate<ScheduleOrder> may, List<ScheduleClaim> taken, Set<ScheduleOrder.Group> groups) {
        Iterator<ScheduleClaim> each = rows.iterator();
        while (each.hasNext() && taken.size() < most) {
            ScheduleClaim claim = each.next();
            if (may.test(claim.order()) && groups.add(claim.order().group())) {
                taken.add(claim);
                each.remove();
            }
        }
    }
}
