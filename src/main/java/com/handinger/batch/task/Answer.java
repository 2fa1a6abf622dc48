package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task left behind. Text, structured output, sources and files come from the Worker object; credits, duration,
 * turns, address and completion time from the Task object.
 *
 * @param structuredOutput one JSON object; null without one
 * @param sources a JSON array
 * @param files a JSON array
 * @param durationMs milliseconds that the server counted
 * @param completedAt ISO 8601 as the server wrote it; null when it gave none
 */
public record Answer(
        String outputText,
        @Nullable String structuredOutput,
        String sources,
        String files,
        long credits,
        long durationMs,
        int turns,
        String url,
        @Nullable String completedAt) {

    /** The same at this price. */
    Answer costing(long price) {
        return new Answer(outputText, structuredOutput, sources, files, price, durationMs, turns, url, completedAt);
    }
}
