package com.handinger.batch.pacing;

/**
 * When a request may go.
 *
 * @param at nanoseconds of the pacer's clock
 * @param told whether the rate that was told is what holds it until then, and not the one that was learned
 */
public record Permit(long at, boolean told) {}
