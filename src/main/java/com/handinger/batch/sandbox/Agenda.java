package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the books know beside tasks and workers: schedules, webhooks and their deliveries. Threads may share it. */
final class Agenda {

    private final Map<String, Schedule> schedules = new LinkedHashMap<>();
    private final Map<String, Webhook> webhooks = new HashMap<>();
    private final Map<String, List<Execution>> executions = new HashMap<>();

    synchronized void take(JournalLine line) {
        if (line.schedule() != null) {
            schedules.put(line.schedule().id(), line.schedule());
        }
        if (line.cancelled() != null) {
            schedules.remove(line.cancelled());
        }
        if (line.webhook() != null) {
            webhooks.put(line.webhook().worker(), line.webhook());
        }
        if (line.execution() != null) {
            executions
                    .computeIfAbsent(line.execution().worker(), worker -> new ArrayList<>())
                    .add(line.execution());
        }
    }

    @Nullable
    synchronized Schedule schedule(String id) {
        return schedules.get(id);
    }

    /** In the order they were made. */
    synchronized List<Schedule> schedules() {
        return List.copyOf(schedules.values());
    }

    synchronized Webhook webhook(String worker) {
        return webhooks.getOrDefault(worker, Webhook.none(worker));
    }

    synchronized int executionCount(String worker) {
        return executions.getOrDefault(worker, List.of()).size();
    }

    /** Newest first. */
    synchronized List<Execution> executions(String worker, long skip, int most) {
        List<Execution> all = executions.getOrDefault(worker, List.of());
        int end = (int) Math.max(0, all.size() - skip);
        List<Execution> page = new ArrayList<>(all.subList(Math.max(0, end - most), end));
        Collections.reverse(page);
        return page;
    }
}
