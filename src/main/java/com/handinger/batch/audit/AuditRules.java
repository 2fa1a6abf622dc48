package com.handinger.batch.audit;

import com.handinger.batch.task.FollowRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an audit reads.
 *
 * @param slots reads under way at once
 * @param requestsPerMinute null means untold
 * @param outage how long the server may be away before the audit stops
 * @param follow how patient each read is
 */
public record AuditRules(int slots, @Nullable Integer requestsPerMinute, Duration outage, FollowRules follow) {}
