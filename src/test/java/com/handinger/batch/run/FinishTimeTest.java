package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FinishTimeTest {

    private static final Duration GRACE = Duration.ofSeconds(8);

    @Test
    void filesAreGivenUpWhenTheGraceOfAStopIsOver() {
        StopSwitch stop = new StopSwitch();
        FinishTime time = new FinishTime(GRACE);
        long now = System.nanoTime();
        assertThatCode(() -> time.check(now + nanos(100)))
                .as("before the files")
                .doesNotThrowAnyException();
        time.begin(stop, now);
        assertThatCode(() -> time.check(now + nanos(100))).as("nobody stops it").doesNotThrowAnyException();
        stop.stop("stop it");
        long stopped = System.nanoTime();
        assertThatCode(() -> time.check(stopped + nanos(7))).doesNotThrowAnyException();
        assertThatThrownBy(() -> time.check(stopped + nanos(8)))
                .isInstanceOf(FinishTime.Over.class)
                .hasMessageContaining("--grace");
        time.begin(stop, stopped + nanos(20));
        assertThatCode(() -> time.check(stopped + nanos(20) + 1))
                .as("small runs")
                .doesNotThrowAnyException();
    }

    private static long nanos(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
