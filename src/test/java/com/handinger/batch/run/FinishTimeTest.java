package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.progress.Lengthy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinishTimeTest {

    private static final Duration GRACE = Duration.ofSeconds(8);

    private final List<String> said = new ArrayList<>();

    @Test
    void filesAreGivenUpWhenTheGraceOfAStopIsOver() {
        StopSwitch stop = new StopSwitch();
        FinishTime time = new FinishTime(GRACE);
        long now = System.nanoTime();
        assertThatCode(() -> time.check(now + nanos(100)))
                .as("before the files")
                .doesNotThrowAnyException();
        time.begin(stop, new Lengthy(said::add, "Writing", now), now);
        assertThatCode(() -> time.check(now + nanos(100))).as("nobody stops it").doesNotThrowAnyException();
        assertThat(said).containsExactly("Writing: 100 s");
        stop.stop("stop it");
        long stopped = System.nanoTime();
        assertThatCode(() -> time.check(stopped + nanos(7))).doesNotThrowAnyException();
        assertThatThrownBy(() -> time.check(stopped + nanos(8)))
                .isInstanceOf(FinishTime.Over.class)
                .hasMessageContaining("--grace");
        time.begin(stop, new Lengthy(said::add, "Writing", stopped + nanos(20)), stopped + nanos(20));
        assertThatCode(() -> time.check(stopped + nanos(20) + 1))
                .as("small runs")
                .doesNotThrowAnyException();
    }

    private static long nanos(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
