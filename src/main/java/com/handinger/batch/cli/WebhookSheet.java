package com.handinger.batch.cli;

import com.handinger.batch.run.RunException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A webhook and what was told to it. Apart from the verbs, whose methods the help looks at: it must not load what reads JSON. */
final class WebhookSheet {

    private WebhookSheet() {}

    static List<String> lines(JsonNode list) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "RESULT", "STATUS", "MS", "TASK", "ERROR"));
        for (JsonNode log : list.path("logs")) {
            rows.add(List.of(
                    Sheet.text(log.path("createdAt")),
                    Sheet.text(log.path("requestStatus")),
                    Sheet.text(log.path("responseStatus")),
                    Sheet.text(log.path("durationMs")),
                    Sheet.text(log.path("taskId")),
                    Sheet.text(log.path("errorMessage"))));
        }
        if (rows.size() == 1) {
            return List.of("no executions");
        }
        List<String> lines = new ArrayList<>(Sheet.table(rows));
        lines.add("Page " + Sheet.text(list.path("page")) + " of " + Sheet.text(list.path("pageCount")) + ", "
                + Sheet.text(list.path("totalCount")) + " in all");
        return lines;
    }

    static JsonNode read(Desk desk, String worker) throws RunException, InterruptedException {
        Deed deed = Deed.read("webhook get " + worker).ofTheCreator();
        return desk.ask(deed, api -> api.webhooks().read(worker, Desk.PATIENCE));
    }

    static int show(Desk desk, JsonNode webhook, boolean token) {
        if (token || !webhook.path("token").isString() || !(webhook instanceof ObjectNode object)) {
            return desk.show(webhook, Sheet.facts(webhook));
        }
        ObjectNode masked = object.deepCopy();
        masked.put("token", "*** (--show-token shows it)");
        return desk.show(webhook, Sheet.facts(masked));
    }
}
