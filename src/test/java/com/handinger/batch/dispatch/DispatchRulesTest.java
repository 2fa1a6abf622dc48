package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.ServerHabits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a send is held. */
class DispatchRulesTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final ServerHabits SHOWS = new ServerHabits(true, Duration.ZERO, true);

    private static Duration held(Duration told, boolean letGo, ServerHabits server) {
        FollowRules follow = FollowRules.of(4, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));
        return new DispatchRules(
                        PaceRules.fixed(1), PaceMemory.NONE, new RequestRate(null), told, letGo, LONG, follow, false)
                .sendDeadline(server);
    }

    @Test
    void itIsLetGoEarlyWhereTasksCanBeReadWhileTheyRun() {
        assertThat(held(LONG, true, SHOWS)).isEqualTo(Duration.ofSeconds(2));
        assertThat(held(SHORT, true, SHOWS)).isEqualTo(SHORT);
        assertThat(held(LONG, false, SHOWS)).isEqualTo(LONG);
    }

    /** What is cut there could not be found before it ends. */
    @Test
    void whereTheyShowAtTheirEndOnlyOrNobodyKnowsItIsHeld() {
        assertThat(held(LONG, true, new ServerHabits(true, Duration.ZERO, false)))
                .isEqualTo(LONG);
        assertThat(held(LONG, true, new ServerHabits(true, Duration.ZERO, null)))
                .isEqualTo(LONG);
    }
}
