package com.handinger.batch.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/workers}. Null members are left out.
 *
 * @param outputSchema a JSON object
 */
public record CreateWorker(
        String title,
        @Nullable String instructions,
        @Nullable String prompt,
        @Nullable String summary,
        String visibility,
        @Nullable String outputSchema) {}
