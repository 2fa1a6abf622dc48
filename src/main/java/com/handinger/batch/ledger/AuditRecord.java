package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * An audit that is under way.
 *
 * @param sample attempts that were drawn; null when all are read
 * @param seed what they are drawn with
 * @param continued whether an earlier process began it
 * @param beganAt ISO 8601 in UTC
 */
public record AuditRecord(int number, @Nullable Integer sample, long seed, boolean continued, String beganAt) {}
