package com.handinger.batch.sandbox;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Schedules, webhooks and deliveries as JSON. */
final class AgendaViews {

    private AgendaViews() {}

    static ObjectNode schedule(Schedule schedule) {
        ObjectNode view = object();
        view.put("id", schedule.id());
        view.put("type", schedule.type().name().toLowerCase(Locale.ROOT));
        switch (schedule.type()) {
            case DELAYED -> view.put("delayInSeconds", schedule.seconds());
            case INTERVAL -> view.put("intervalSeconds", schedule.seconds());
            case CRON -> view.put("cron", schedule.cron());
            case SCHEDULED -> {}
        }
        view.put("input", schedule.input());
        view.put("budget", schedule.budget().word());
        view.put("nextRunAt", Views.iso(schedule.nextMillis()));
        return view;
    }

    static ObjectNode schedules(String worker, String zone, List<Schedule> all) {
        ObjectNode view = object();
        view.put("workerId", worker);
        view.put("timezone", zone);
        ArrayNode schedules = view.putArray("schedules");
        all.forEach(schedule -> schedules.add(schedule(schedule)));
        return view;
    }

    static ObjectNode webhook(Webhook webhook) {
        return object().put("url", webhook.url()).put("token", webhook.token());
    }

    static ObjectNode execution(Execution execution) {
        return object().put("id", execution.id())
                .put("workerId", execution.worker())
                .put("taskId", execution.task())
                .put("taskTitle", execution.title())
                .put("url", execution.url())
                .put("requestStatus", execution.error() == null ? "success" : "error")
                .put("responseStatus", execution.responseStatus())
                .put("errorMessage", execution.error())
                .put("durationMs", execution.durationMillis())
                .put("createdAt", Views.iso(execution.createdMillis()));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
