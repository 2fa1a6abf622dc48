package com.handinger.batch.task;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.api.ScheduleRecord;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The schedule that a row is to become. Two orders of one group cannot be told apart in the server's list. */
public record ScheduleOrder(String workerId, ScheduleApi.Order order) {

    /** A server may round a moment; nothing says how it keeps it. */
    private static final Duration ROUNDING = Duration.ofMinutes(1);

    /**
     * What may look alike: only one of a group is under way at a time. The moment of a {@code scheduled} one is left
     * out, since the list has no more than the next run.
     */
    public record Group(String workerId, String input, String budget, String type, String value) {}

    /** The group of this order. */
    public Group group() {
        ScheduleApi.When when = order.when();
        String value = when instanceof ScheduleApi.When.At ? "" : when.value();
        return new Group(workerId, order.input().strip(), order.budget(), when.type(), value);
    }

    /** Whether it buys a task each time until it is cancelled. */
    public boolean recurring() {
        return order.when().recurring();
    }

    /** Whether it would run at once, since its moment is not after this. */
    public boolean overdue(Instant now) {
        return order.when() instanceof ScheduleApi.When.At at
                && !OffsetDateTime.parse(at.date()).toInstant().isAfter(now);
    }

    /** Whether a schedule of its worker may be what was sent. */
    public boolean looksLike(ScheduleRecord listed) {
        ScheduleApi.When when = order.when();
        return listed.type().equals(when.type())
                && listed.budget().equals(order.budget())
                && listed.input().strip().equals(order.input().strip())
                && (when instanceof ScheduleApi.When.At at
                        ? near(at.date(), listed.nextRunAt())
                        : listed.value().strip().equals(when.value().strip()));
    }

    /** What cannot be read does not speak against it. */
    private static boolean near(String asked, String listed) {
        try {
            Duration apart = Duration.between(OffsetDateTime.parse(asked), OffsetDateTime.parse(listed));
            return apart.abs().compareTo(ROUNDING) <= 0;
        } catch (DateTimeException unreadable) {
            return true;
        }
    }
}
