package com.handinger.batch.dispatch;

import com.handinger.batch.api.ScheduleList;
import com.handinger.batch.api.ScheduleRecord;
import com.handinger.batch.ledger.ScheduleLedger;
import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of the schedules at the server: those of rows, and those that the lists show. For one thread. */
final class ScheduleBook {

    /** A list that is older tells nothing of what was there before a send. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** A long list is not read so often that nothing else gets done. */
    private static final int READING = 10;

    private record Page(ScheduleList list, long asked, long fresh) {}

    private final Map<String, Page> pages = new HashMap<>();
    private final Set<String> owned = new HashSet<>();
    private ScheduleLedger.@Nullable Taken last;

    /** What earlier starts left. */
    void begin(Set<String> ids, ScheduleLedger.@Nullable Taken taken) {
        owned.addAll(ids);
        last = taken;
    }

    /** The list of a worker was read. */
    void read(String workerId, ScheduleList list, long asked, long now) {
        pages.put(workerId, new Page(list, asked, Math.max(FRESH.toNanos(), READING * (now - asked))));
    }

    /** Whether the list of the worker can still tell what was there before a send. */
    boolean fresh(String workerId, long now) {
        Page page = pages.get(workerId);
        return page != null && now - page.asked <= page.fresh;
    }

    /** Something that nobody can tell from a row's may have appeared: all lists have to be read again. */
    void doubt() {
        pages.clear();
    }

    /** The server took a row's. */
    void took(String id, ScheduleOrder order) {
        owned.add(id);
        last = new ScheduleLedger.Taken(id, order);
    }

    /** Ids of what looks like the order by the last list. */
    Set<String> like(ScheduleOrder order) {
        Set<String> ids = new HashSet<>();
        listed(order).forEach(schedule -> ids.add(schedule.id()));
        return ids;
    }

    /** Ids of what looks like the claim's, was not there before it, and is no row's. */
    List<String> appeared(ScheduleClaim claim) {
        Set<String> before = claim.before() == null ? Set.of() : claim.before();
        return listed(claim.order())
                .map(ScheduleRecord::id)
                .filter(id -> !before.contains(id) && !owned.contains(id))
                .distinct()
                .toList();
    }

    private Stream<ScheduleRecord> listed(ScheduleOrder order) {
        Page page = pages.get(order.workerId());
        return page == null ? Stream.empty() : page.list.schedules().stream().filter(order::looksLike);
    }

    /** Whether the list of a worker shows what the server took last, as it was sent. */
    boolean proves(String workerId) {
        ScheduleLedger.Taken taken = last;
        return taken != null
                && taken.order().workerId().equals(workerId)
                && like(taken.order()).contains(taken.id());
    }
}
