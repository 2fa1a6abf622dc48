package com.handinger.batch.dispatch;

import com.handinger.batch.task.Claim;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.List;

/** What happens to a dispatcher. */
sealed interface Message {
    record Recovered(List<Claim> claims, List<Claim> known) implements Message {}

    record Claimed(List<Claim> claims, boolean last) implements Message {}

    record Answered(Replied replied) implements Message {}

    record Drain(StopCause cause, Duration grace) implements Message {}

    record Claimable(long rows) implements Message {}

    record Marked(List<Long> rowIds) implements Message {}

    record CaughtUp() implements Message {}

    record Broken(Throwable cause) implements Message {}

    record End() implements Message {}
}
