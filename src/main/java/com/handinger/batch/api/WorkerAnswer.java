package com.handinger.batch.api;

import org.jspecify.annotations.Nullable;

/**
 * The Worker object: the state of one task. JSON members are compact JSON text in which every number has the value that
 * the server wrote, however long.
 *
 * @param id the worker's id, not the task's; empty when absent
 * @param status the server's word; empty when absent
 * @param running false when absent
 * @param outputText empty when absent
 * @param structuredOutput a JSON object; null when absent, null, or anything but an object, which the API never promised
 * @param sources a JSON array, {@code []} when absent
 * @param files a JSON array, {@code []} when absent
 * @param credits {@code usage.credits} of an older server; null on newer ones
 */
public record WorkerAnswer(
        String id,
        String status,
        boolean running,
        String outputText,
        @Nullable String structuredOutput,
        String sources,
        String files,
        @Nullable Long credits) {}
