package com.handinger.batch.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The schedules of a server; none ever runs. All methods may be called by any thread. */
public final class Schedules {

    /** One schedule as it is listed. */
    public record Schedule(String id, String workerId, Map<String, Object> shown) {

        /** Its task's text. */
        public String input() {
            return String.valueOf(shown.get("input"));
        }
    }

    private final List<Schedule> all = new ArrayList<>();
    private int made;

    /** Makes one of a request's body. */
    public synchronized Schedule make(String workerId, JsonNode body) {
        made++;
        String id = "sch_%026d".formatted(made);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        JsonNode when = body.path("when");
        shown.put("type", when.path("type").stringValue(""));
        for (String member : List.of("cron", "delayInSeconds", "intervalSeconds")) {
            if (when.has(member)) {
                shown.put(
                        member,
                        when.path(member).isNumber()
                                ? when.path(member).longValue()
                                : when.path(member).stringValue(""));
            }
        }
        shown.put("input", body.path("input").stringValue(""));
        shown.put("budget", body.path("budget").stringValue("standard"));
        shown.put("nextRunAt", when.path("date").stringValue("2130-01-01T00:00:00.000Z"));
        Schedule schedule = new Schedule(id, workerId, shown);
        all.add(schedule);
        return schedule;
    }

    synchronized boolean cancel(String id) {
        return all.removeIf(schedule -> schedule.id().equals(id));
    }

    /** Those that are there, in the order in which they were made. */
    public synchronized List<Schedule> all() {
        return List.copyOf(all);
    }

    /** How many were ever made. */
    public synchronized int made() {
        return made;
    }
}
