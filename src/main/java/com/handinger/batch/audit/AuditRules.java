package com.handinger.batch.audit;

import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.task.FollowRules;
import java.time.Duration;

/**
 * How an audit reads.
 *
 * @param pace of reads, as if each were a task in flight
 * @param learned what a run learned of the server's pace
 * @param outage how long the server may be away before the audit stops
 * @param follow how patient each read is
 */
public record AuditRules(PaceRules pace, PaceMemory learned, Duration outage, FollowRules follow) {}
