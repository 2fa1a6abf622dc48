package com.handinger.batch.webhook;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a delivery. No document describes it, so anything that names a task will do. */
final class Delivery {

    private Delivery() {}

    /** The id of the task, at the top or under {@code task}; null when there is none. */
    static @Nullable String taskId(byte[] body) {
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(body);
        } catch (JacksonException broken) {
            return null;
        }
        JsonNode task = tree.path("task");
        for (JsonNode id : new JsonNode[] {tree.path("taskId"), task.path("id"), task.path("taskId")}) {
            if (id.isString() && !id.stringValue().isEmpty()) {
                return id.stringValue();
            }
        }
        return null;
    }
}
