package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What a POST of a task asks for.
 *
 * @param taskId null lets the server mint one
 * @param workerId null runs the known task's worker, or a new one with the input as its instructions
 */
record Post(@Nullable String taskId, @Nullable String workerId, String input, Budget budget) {}
