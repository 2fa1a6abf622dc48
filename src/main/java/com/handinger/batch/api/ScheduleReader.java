package com.handinger.batch.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads schedules as leniently as {@link AnswerReader}. Null means: not such an object. */
final class ScheduleReader {

    private static final int LONGEST_ID = 300;

    private ScheduleReader() {}

    /** A list of schedules, each with its id. */
    static @Nullable ScheduleList list(JsonNode tree) {
        JsonNode listed = tree.path("schedules");
        if (!listed.isArray()) {
            return null;
        }
        List<ScheduleRecord> schedules = new ArrayList<>();
        for (JsonNode item : listed) {
            ScheduleRecord schedule = schedule(item);
            if (schedule == null) {
                return null;
            }
            schedules.add(schedule);
        }
        return new ScheduleList(schedules, !more(tree));
    }

    /** No paging is described; should there be any, it says so by a member that is named like one. */
    private static boolean more(JsonNode tree) {
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            JsonNode value = member.getValue();
            boolean paging = member.getKey().matches("(?i)(has_?more|.*(next|cursor).*)");
            boolean says = value.isBoolean()
                    ? value.booleanValue()
                    : !value.isNull() && !value.asString("x").isEmpty();
            if (paging && says) {
                return true;
            }
        }
        return false;
    }

    /** A schedule with its id. */
    static @Nullable ScheduleRecord schedule(JsonNode tree) {
        String id = text(tree.path("id"));
        return id.isEmpty() || id.length() > LONGEST_ID
                ? null
                : new ScheduleRecord(
                        id,
                        text(tree.path("type")),
                        value(tree),
                        text(tree.path("input")),
                        text(tree.path("budget")),
                        text(tree.path("nextRunAt")));
    }

    private static String value(JsonNode tree) {
        return switch (text(tree.path("type"))) {
            case "delayed" -> text(tree.path("delayInSeconds"));
            case "cron" -> text(tree.path("cron"));
            case "interval" -> text(tree.path("intervalSeconds"));
            default -> "";
        };
    }

    private static String text(JsonNode node) {
        if (node.isNumber()) {
            return node.decimalValue().stripTrailingZeros().toPlainString();
        }
        return node.isString() ? node.stringValue() : "";
    }
}
