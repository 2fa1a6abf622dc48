package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * One valid {@code POST /api/tasks} before anything is done about it.
 *
 * @param taskId null when the caller left it to the server
 * @param workerId null when the caller named none
 * @param number 1 for the first POST of this task id since the sandbox was started, 2 for the next; POSTs without an id are
 *     counted together
 * @param dice from 0 included to 1 excluded, fixed by seed, task id and number
 */
public record TaskPost(@Nullable String taskId, @Nullable String workerId, String input, int number, double dice) {}
