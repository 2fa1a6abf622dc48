package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthyTest {

    private static final long BEGAN = Long.MAX_VALUE - 1;

    private final List<String> said = new ArrayList<>();

    private static long at(double seconds) {
        return BEGAN + Duration.ofMillis(Math.round(1000 * seconds)).toNanos();
    }

    @Test
    void whatTakesLongIsSaidNowAndThen() {
        Lengthy loading = new Lengthy(said::add, "Loading rows.csv", BEGAN);
        for (int second = 0; second < 80; second++) {
            loading.tick(at(second), 1000L * second, "row");
        }
        assertThat(said)
                .containsExactly(
                        "Loading rows.csv: 10000 rows after 10 s",
                        "Loading rows.csv: 40000 rows after 40 s",
                        "Loading rows.csv: 70000 rows after 70 s");
    }

    @Test
    void whatIsDoneSoonIsNotSaid() {
        Lengthy files = new Lengthy(said::add, "Writing the result files", BEGAN);
        files.tick(at(9.9));
        assertThat(said).isEmpty();
        files.tick(at(12));
        assertThat(said).containsExactly("Writing the result files: 12 s");
    }
}
