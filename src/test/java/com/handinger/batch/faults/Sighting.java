package com.handinger.batch.faults;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the fault plan sees it.
 *
 * @param number of all requests, from 1
 * @param path without the query
 * @param taskId of body, path or query; null without one
 * @param headers names in lower case
 * @param nthSend which {@code POST} of this task id this is, from 1; 0 for other requests
 */
public record Sighting(
        long number,
        String method,
        String path,
        @Nullable String taskId,
        int nthSend,
        Map<String, String> headers,
        String body) {

    /** Whether this is {@code POST /api/tasks}. */
    public boolean isSend() {
        return method.equals("POST") && !makesWorker() && !ofSchedules();
    }

    /** Whether this is about the schedules of a worker. */
    public boolean ofSchedules() {
        return path.matches("/api/workers/[^/]+/schedules(/.*)?");
    }

    /** Whether this is {@code POST /api/workers/{id}/schedules}. */
    public boolean makesSchedule() {
        return method.equals("POST") && ofSchedules();
    }

    /** Whether this is about the webhook of a worker. */
    public boolean ofWebhook() {
        return path.endsWith("/webhook");
    }

    /** Whether this is {@code POST /api/workers}. */
    public boolean makesWorker() {
        return method.equals("POST") && path.equals("/api/workers");
    }
}
