package com.handinger.batch.budget;

/**
 * Tasks that cost alike.
 *
 * @param worker id of the worker
 * @param tier the API's {@code budget} of a task
 */
public record Tariff(String worker, String tier) {}
