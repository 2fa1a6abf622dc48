package com.handinger.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.Signals.Wish;
import com.handinger.batch.Signals.Wish.Meaning;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignalsTest {

    private static final long BEGAN = Long.MAX_VALUE - 1;

    private final Wish wish = new Wish();

    private Meaning after(long milliseconds) {
        return wish.heard(BEGAN + Duration.ofMillis(milliseconds).toNanos());
    }

    /** One Ctrl-C under {@code timeout --foreground} comes twice, and must not cost the drain. */
    @Test
    void oneCtrlCThatIsPassedOnIsOneSignal() {
        assertThat(after(0)).isEqualTo(Meaning.FIRST);
        assertThat(after(0)).isEqualTo(Meaning.ECHO);
        assertThat(after(149)).isEqualTo(Meaning.ECHO);
        assertThat(after(298)).as("passed on by one more").isEqualTo(Meaning.ECHO);
        assertThat(after(448)).isEqualTo(Meaning.SECOND);
    }

    @Test
    void whoeverSaysItAgainAfterAMomentMeansIt() {
        assertThat(after(0)).isEqualTo(Meaning.FIRST);
        assertThat(after(150)).isEqualTo(Meaning.SECOND);
    }

    /** A key that is held down. */
    @Test
    void noEndlessEchoKeepsAPersonFromLeaving() {
        assertThat(after(0)).isEqualTo(Meaning.FIRST);
        for (int time = 100; time < 1000; time += 100) {
            assertThat(after(time)).isEqualTo(Meaning.ECHO);
        }
        assertThat(after(1000)).isEqualTo(Meaning.SECOND);
    }
}
