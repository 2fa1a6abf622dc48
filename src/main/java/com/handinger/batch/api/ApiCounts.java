package com.handinger.batch.api;

/**
 * What one client has done so far. Requests under way are counted in {@code sends} and {@code reads} already.
 *
 * @param sends of what buys or will buy: {@code POST /api/tasks}, and schedules and workers that are made
 * @param reads everything else, changes of other things than tasks included
 * @param answered2xx with any body, readable or not
 * @param answered4xx without 429
 * @param unanswered ended without a status
 * @param bytesOut of request bodies
 * @param bytesIn of answer bodies
 */
public record ApiCounts(
        long sends,
        long reads,
        long answered2xx,
        long answered429,
        long answered4xx,
        long answered5xx,
        long unanswered,
        long bytesOut,
        long bytesIn) {}
