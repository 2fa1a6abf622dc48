package com.handinger.batch.api;

/**
 * A schedule as the server has it; empty texts where it does not say.
 *
 * @param value of the one member that its type has: the cron expression, or seconds; empty for {@code scheduled}
 * @param nextRunAt as the server wrote it
 */
public record ScheduleRecord(String id, String type, String value, String input, String budget, String nextRunAt) {}
