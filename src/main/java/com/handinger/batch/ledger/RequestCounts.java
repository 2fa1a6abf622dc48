package com.handinger.batch.ledger;

/**
 * Requests that were made.
 *
 * @param sends {@code POST /api/tasks}
 * @param reads look-ups, polls and fetched answers
 * @param rateLimited answers 429
 * @param faults requests without a usable answer
 */
public record RequestCounts(long sends, long reads, long rateLimited, long faults) {}
