package com.handinger.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.task.RowState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowCountsTest {

    private final RowCounts counts = new RowCounts(Map.of(
            RowState.PENDING, 1L,
            RowState.SENDING, 2L,
            RowState.UNKNOWN, 4L,
            RowState.RUNNING, 8L,
            RowState.COMPLETED, 16L,
            RowState.FAILED, 32L,
            RowState.UNUSABLE, 64L,
            RowState.REJECTED, 128L));

    @Test
    void everyRowIsCountedOnce() {
        assertThat(counts.total()).isEqualTo(255);
        assertThat(counts.settled()).isEqualTo(16 + 32 + 64 + 128);
        assertThat(counts.open()).isEqualTo(1 + 2 + 4 + 8);
    }

    /** A start follows them to their end, whatever it has selected, and counts them among its rows. */
    @Test
    void whatWasOrMayHaveBeenSentIsUnderWay() {
        assertThat(counts.underWay()).isEqualTo(2 + 4 + 8);
    }
}
