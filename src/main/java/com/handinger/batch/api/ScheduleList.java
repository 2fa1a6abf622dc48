package com.handinger.batch.api;

import java.util.List;

/**
 * The schedules of a worker.
 *
 * @param whole false when the answer says that there are more than it lists, which no source describes
 */
public record ScheduleList(List<ScheduleRecord> schedules, boolean whole) {

    /** Copies the list. */
    public ScheduleList {
        schedules = List.copyOf(schedules);
    }
}
