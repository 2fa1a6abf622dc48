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
        assertThat(after(150)).isEqualTo(Meaning.SECOND);
        assertThat(after(151)).isEqualTo(Meaning.SECOND);
    }
}
