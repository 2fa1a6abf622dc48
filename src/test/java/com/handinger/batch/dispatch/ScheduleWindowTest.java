package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the sending of schedules waits for. */
class ScheduleWindowTest {

    private static ScheduleClaim claim(long row) {
        return claim(row, new ScheduleApi.When.Cron("0 8 * * 1"));
    }

    private static ScheduleClaim claim(long row, ScheduleApi.When when) {
        ScheduleApi.Order order = new ScheduleApi.Order("Say " + row, "low", when);
        return new ScheduleClaim(
                row, row, 1, 0, Claim.Origin.FRESH, new ScheduleOrder("wrk_1", order), Set.of(), null, "r" + row);
    }

    @Test
    void aMomentThatPassesInLineEndsItsRow() {
        List<Change> changes = new ArrayList<>();
        ScheduleWindow window = window(changes);
        window.claimed(List.of(claim(1, new ScheduleApi.When.At("2030-12-01T08:00:00+01:00"))), 17);
        window.expire(Instant.parse("2030-12-01T06:59:59Z"), 17);
        assertThat(changes).isEmpty();
        window.expire(Instant.parse("2030-12-01T07:00:00Z"), 18);

        assertThat(window.next(18)).isNull();
        RowError error = ((Change.Settled) changes.get(0)).outcome().error();
        assertThat(error).isNotNull().extracting(RowError::kind).isEqualTo("overdue");
        assertThat(window.idle()).isTrue();
    }

    private static ScheduleWindow window(List<Change> changes) {
        FollowRules rules = FollowRules.of(4, Duration.ofSeconds(1), Duration.ofSeconds(60), Bench.GRACE);
        Pacer pacer = new Pacer(PaceRules.fixed(2), PaceMemory.NONE, InstantSource.system());
        return new ScheduleWindow(
                pacer, new ErrorWatch(new ErrorLimit(Long.MAX_VALUE, false)), rules, changes::add, 17);
    }

    @Test
    void rowsWaitForSlotsAndForNoTime() {
        long now = 17;
        ScheduleWindow window = window(new ArrayList<>());
        List<ScheduleClaim> claims =
                LongStream.rangeClosed(1, 5).mapToObj(ScheduleWindowTest::claim).toList();
        window.claimed(claims, now);
        assertThat(window.next(now)).isNotNull();
        long later = now + Duration.ofSeconds(1).toNanos();
        assertThat(window.next(later)).isNotNull();
        assertThat(window.next(later + 1)).isNull();

        assertThat(window.wakeAt(later + 1)).isNull();
        Wait waiting = window.state(later + 1, later, null).waiting();
        assertThat(waiting).isEqualTo(new Wait(Wait.Reason.SLOTS, 2, null));
    }
}
