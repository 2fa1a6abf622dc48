package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Taken;
import com.handinger.batch.report.Forecast;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rows that were seen tell of the time that others will take. */
class OutlookTest {

    private static final double REQUESTS_PER_ROW = 2;

    /** 30 rows whose tasks took that long, 1,000 rows left, 16 in flight. */
    private static Forecast.Range seconds(Duration task, @Nullable Integer told, @Nullable Double letThrough) {
        JobFile.Limits limits = new JobFile.Limits(
                new JobFile.Concurrency(16, 16),
                told,
                null,
                null,
                new JobFile.Limits.Errors(25, true),
                false,
                null,
                Duration.ofHours(6),
                Duration.ofMinutes(30));
        Outlook outlook = new Outlook(
                Collections.nCopies(30, new Taken(3, task.toMillis())), limits, REQUESTS_PER_ROW, letThrough);
        return Objects.requireNonNull(outlook.forecast(1000, 0)).seconds();
    }

    @Test
    void withoutARateTheTasksDecide() {
        Forecast.Range alone = seconds(Duration.ofSeconds(1), null, null);
        assertThat(alone.expected()).isBetween(1000 / 16L, 1000 / 16L + 3);
        assertThat(alone.low()).isLessThanOrEqualTo(1000 / 16L);
    }

    /** 120 requests a minute are a row a second: short tasks wait for them, and that is known to a third. */
    @Test
    void aRateThatTheServerEnforcesHoldsShortTasks() {
        assertThat(seconds(Duration.ofMillis(10), null, 120.0)).isEqualTo(new Forecast.Range(666, 1000, 1334));
    }

    /** A server that refused some requests while its tasks took long did not hold them: they are told by their own time. */
    @Test
    void tasksThatTakeLongAreNotHeldByTheRequestsThatWereRefused() {
        Duration slow = Duration.ofSeconds(10);
        assertThat(seconds(slow, null, 120.0)).isEqualTo(seconds(slow, null, null));
    }

    /** The pace of a told rate is known, and what the server let through under it adds nothing. */
    @Test
    void aToldRateIsTheLeast() {
        Forecast.Range told = seconds(Duration.ofMillis(10), 60, null);
        assertThat(told.low()).isEqualTo(2000);
        assertThat(seconds(Duration.ofMillis(10), 60, 120.0)).isEqualTo(told);
    }
}
