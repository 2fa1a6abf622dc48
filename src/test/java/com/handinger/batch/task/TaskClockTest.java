package com.handinger.batch.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Until when an absent task may be at work after all. */
class TaskClockTest {

    private static final long SENT = 1_000;

    @ParameterizedTest
    @CsvSource({
        // A task that runs unseen may do so up to its limit, unless the grace lasts longer.
        "true, true, 60, 30, 60",
        "true, true, 60, 90, 90",
        // A send that the server ended is over.
        "false, true, 60, 30, 30",
        // Where running tasks can be read an absence tells.
        "true, false, 60, 30, 30",
        "true, true, 5, 30, 30"
    })
    void anAbsenceProvesNothingBefore(boolean cut, boolean atEndOnly, long limit, long graceEnd, long expected) {
        TaskClock clock = new TaskClock(Duration.ofNanos(limit), null);
        clock.sent(SENT);
        clock.cut(cut);
        assertThat(clock.mayRunUntil(atEndOnly, SENT + graceEnd, SENT + 10) - SENT)
                .isEqualTo(expected);
    }
}
