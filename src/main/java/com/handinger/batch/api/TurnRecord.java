package com.handinger.batch.api;

import org.jspecify.annotations.Nullable;

/**
 * One turn of a task: a message and its answer. Absent texts are empty, absent numbers 0.
 *
 * @param status free text of the server
 * @param structuredOutput as in {@link WorkerAnswer}
 * @param files a JSON array, {@code []} when absent
 * @param durationMs milliseconds
 */
public record TurnRecord(
        String id,
        int seq,
        String status,
        String input,
        String outputText,
        @Nullable String structuredOutput,
        String files,
        long credits,
        long durationMs) {}
