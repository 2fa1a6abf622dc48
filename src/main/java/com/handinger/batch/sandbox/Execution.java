package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * One delivery of a webhook, tried once.
 *
 * @param responseStatus null when no answer came
 * @param error null after an answer 2xx
 * @param createdMillis since 1970, when it was sent
 */
record Execution(
        String id,
        String worker,
        String task,
        String title,
        String url,
        @Nullable Integer responseStatus,
        @Nullable String error,
        int durationMillis,
        long createdMillis) {}
