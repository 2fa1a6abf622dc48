package com.handinger.batch.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. Knows lists, ranges, steps and English
 * names; 0 and 7 are Sunday. Where both days are restricted, one of them has to fit, as crontab(5) has it. A time that a clock
 * change skips runs as much later as the clock jumps; one that comes twice runs once.
 */
final class Cron {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int FIELDS = 5;
    private static final int SUNDAY_TOO = 7;
    /** No date is rarer than February 29th on a named weekday, across a century without a leap year. */
    private static final int YEARS = 48;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean eitherDay;

    private Cron(List<String> fields) {
        minutes = field(fields.get(0), 0, 59, List.of());
        hours = field(fields.get(1), 0, 23, List.of());
        daysOfMonth = field(fields.get(2), 1, 31, List.of());
        months = field(fields.get(3), 1, 12, MONTHS);
        daysOfWeek = field(fields.get(4), 0, SUNDAY_TOO, DAYS);
        if (daysOfWeek.get(SUNDAY_TOO)) {
            daysOfWeek.set(0);
        }
        eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
    }

    /** Throws {@link IllegalArgumentException}, which says what is wrong. */
    static Cron parse(String text) {
        List<String> fields = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("a cron expression has " + FIELDS
                    + " fields (minute, hour, day of month, month, day of week), not " + fields.size());
        }
        return new Cron(fields);
    }

    /** The first moment later than {@code moment}; null when there is none. */
    @Nullable
    Instant after(Instant moment, ZoneId zone) {
        LocalDate first = moment.atZone(zone).toLocalDate();
        LocalDate last = first.plusYears(YEARS);
        for (LocalDate date = first; date.isBefore(last); date = date.plusDays(1)) {
            Instant found = fits(date) ? onDay(date, moment, zone) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private boolean fits(LocalDate date) {
        boolean month = months.get(date.getMonthValue());
        boolean ofMonth = daysOfMonth.get(date.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(date.getDayOfWeek().getValue() % SUNDAY_TOO);
        return month && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private @Nullable Instant onDay(LocalDate date, Instant moment, ZoneId zone) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                LocalDateTime local = date.atTime(hour, minute);
                Instant candidate = local.atZone(zone).toInstant();
                if (candidate.isAfter(moment)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", 2);
            int step = stepped.length == 1 ? 1 : number(stepped[1], 1, most, List.of());
            String[] bounds = stepped[0].equals("*") ? new String[] {"" + least, "" + most} : stepped[0].split("-", 2);
            int from = number(bounds[0], least, most, names);
            int open = stepped.length == 1 ? from : most;
            int to = bounds.length == 1 ? open : number(bounds[1], least, most, names);
            if (to < from) {
                throw new IllegalArgumentException("\"" + part + "\" runs backwards in a cron expression");
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String text, int least, int most, List<String> names) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return named + least;
        }
        boolean digits = text.matches("\\d{1,2}");
        int number = digits ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" in a cron expression is not a number from " + least + " to " + most);
        }
        return number;
    }
}
