package com.handinger.batch.run;

import com.handinger.batch.forecast.Interval;
import com.handinger.batch.forecast.Pace;
import com.handinger.batch.forecast.Sample;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Taken;
import com.handinger.batch.pacing.TaskSlots;
import com.handinger.batch.report.Forecast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells from some rows what others will take. */
final class Outlook {

    private static final double MILLIS = 1000;
    /** So many times what the tasks alone explain. */
    private static final double MUCH = 3;

    private static final double MILLIS_PER_MINUTE = 60_000;

    private final List<Taken> seen;
    private final Pace pace;
    private final double millisPerRow;

    /**
     * Looks at what was seen.
     *
     * @param requestsPerRow that a row takes
     * @param letThrough requests a minute that a server put up with that refused others; null while it refused hardly any
     */
    Outlook(List<Taken> seen, JobFile.Limits limits, double requestsPerRow, @Nullable Double letThrough) {
        this.seen = seen;
        millisPerRow = letThrough == null ? 0 : requestsPerRow / letThrough * MILLIS_PER_MINUTE;
        Integer rate = limits.requestsPerMinute();
        JobFile.Concurrency tasks = limits.concurrency();
        int sure = Math.max(tasks.min(), Math.min(tasks.max(), TaskSlots.START));
        pace = new Pace(sure, tasks.max(), requestsPerRow, rate == null ? 0 : rate);
    }

    /**
     * The forecast.
     *
     * @param left rows still to come
     * @param spent credits of the run so far
     * @return null when nothing was seen to tell from
     */
    @Nullable
    Forecast forecast(long left, long spent) {
        if (seen.isEmpty()) {
            return null;
        }
        Sample credits = new Sample(
                seen.stream().mapToDouble(taken -> (double) taken.credits()).toArray());
        Sample millis = new Sample(
                seen.stream().mapToDouble(taken -> (double) taken.millis()).toArray());
        Interval rest = credits.total(left);
        double alone = pace.millis(millis, seen.size()).expected() + millis.largest();
        boolean held = millisPerRow * seen.size() > MUCH * alone;
        Interval time = pace.millis(millis, left).atLeast(held ? left * millisPerRow : 0);
        return new Forecast(
                seen.size(),
                left,
                Forecast.Range.of(rest),
                Forecast.Range.of(rest.plus((double) spent)),
                Forecast.Range.of(new Interval(time.low() / MILLIS, time.expected() / MILLIS, time.high() / MILLIS)));
    }
}
