package com.handinger.batch.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Schedules as a table. Apart from the verbs, whose methods the help looks at: it must not load what reads JSON. */
final class ScheduleSheet {

    private ScheduleSheet() {}

    static List<String> lines(JsonNode list) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "WHEN", "NEXT RUN", "BUDGET", "INPUT"));
        for (JsonNode schedule : list.path("schedules")) {
            rows.add(List.of(
                    Sheet.text(schedule.path("id")),
                    when(schedule),
                    Sheet.text(schedule.path("nextRunAt")),
                    Sheet.text(schedule.path("budget")),
                    Sheet.text(schedule.path("input"))));
        }
        if (rows.size() == 1) {
            return List.of("no schedules");
        }
        List<String> lines = new ArrayList<>(Sheet.table(rows));
        lines.add("Time zone: " + Sheet.text(list.path("timezone")));
        return lines;
    }

    private static String when(JsonNode schedule) {
        return switch (schedule.path("type").stringValue("")) {
            case "scheduled" -> "once";
            case "delayed" -> "once, after " + Sheet.text(schedule.path("delayInSeconds")) + " s";
            case "cron" -> "cron " + Sheet.text(schedule.path("cron"));
            case "interval" -> "every " + Sheet.text(schedule.path("intervalSeconds")) + " s";
            default -> Sheet.text(schedule.path("type"));
        };
    }
}
