package com.handinger.batch.report;

import com.handinger.batch.forecast.Interval;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the rows that are left will take, told from rows that were drawn at random. Immutable.
 *
 * @param fromRows rows that it is told from
 * @param rowsLeft rows of the run that have not ended
 * @param credits of the rows that are left
 * @param runCredits of the whole run, what was spent included
 * @param seconds from the next start to the last row
 */
public record Forecast(long fromRows, long rowsLeft, Range credits, Range runCredits, Range seconds) {

    /**
     * Whole units; the truth lies between the ends in at least nine of ten cases.
     *
     * @param low rounded down
     * @param high rounded up
     */
    public record Range(long low, long expected, long high) {

        /** Rounds outwards. */
        public static Range of(Interval interval) {
            return new Range((long) Math.floor(interval.low()), Math.round(interval.expected()), (long)
                    Math.ceil(interval.high()));
        }
    }

    /**
     * For people.
     *
     * @param rows what was seen, such as "rows drawn at random"
     */
    public String text(String rows) {
        if (rowsLeft == 0) {
            return "Forecast: no row is left";
        }
        return String.format(
                Locale.ROOT,
                "Forecast from %,d %s, with 90%% confidence: the %,d %s left will cost %,d to %,d credits"
                        + " (about %,d) and take %s to %s (about %s); the whole run will come to %,d to %,d credits",
                fromRows,
                rows,
                rowsLeft,
                rowsLeft == 1 ? "row" : "rows",
                credits.low,
                credits.high,
                credits.expected,
                time(seconds.low),
                time(seconds.high),
                time(seconds.expected),
                runCredits.low,
                runCredits.high);
    }

    /**
     * Says so when a credit limit may not be enough for the whole run; null when it is, or without a limit.
     *
     * @param limit {@code limits.credits}
     * @param spent credits of the run so far
     * @param enough a limit that is about enough for all rows
     */
    public @Nullable String shortOf(@Nullable Long limit, long spent, long enough) {
        if (limit == null || rowsLeft == 0 || runCredits.high <= limit) {
            return null;
        }
        double each = (double) credits.expected / rowsLeft;
        long rows = each <= 0 ? rowsLeft : Math.min(rowsLeft, (long) (Math.max(0, limit - spent) / each));
        if (rows >= rowsLeft) {
            return String.format(
                    Locale.ROOT,
                    "limits.credits: %,d is enough for %s left at what the others cost on average, but not if"
                            + " they come as dear as the forecast allows; %,d would be enough then",
                    limit,
                    rowsLeft == 1 ? "the row" : String.format(Locale.ROOT, "all %,d rows", rowsLeft),
                    runCredits.high);
        }
        if (limit <= spent) {
            return String.format(
                    Locale.ROOT,
                    "limits.credits: %,d is used up; %d would be about enough for the %,d %s left",
                    limit,
                    enough,
                    rowsLeft,
                    rowsLeft == 1 ? "row" : "rows");
        }
        return String.format(
                Locale.ROOT,
                "limits.credits: %,d will hardly be enough: it pays for about %,d of the %,d %s left; %d would be about"
                        + " enough for all",
                limit,
                rows,
                rowsLeft,
                rowsLeft == 1 ? "row" : "rows",
                enough);
    }

    static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min " + time.toSecondsPart() + " s" : seconds + " s";
    }
}
