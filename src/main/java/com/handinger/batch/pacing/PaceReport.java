package com.handinger.batch.pacing;

/**
 * The limits of a process and how they moved. Immutable.
 *
 * @param tasks in flight
 * @param requests per minute
 * @param cuts how often the server refused
 * @param memory what the next start begins with
 */
public record PaceReport(PaceTrail tasks, PaceTrail requests, int cuts, PaceMemory memory) {}
