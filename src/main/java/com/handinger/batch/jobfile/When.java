package com.handinger.batch.jobfile;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When the task of a row runs instead of now: a schedule is made of the row.
 *
 * @param value of the type's one member, or a Mustache template of it
 */
public record When(Type type, String value) {

    /** The longest delay or interval that the API takes, in seconds. */
    static final int MOST_SECONDS = 31_536_000;

    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,7}");

    /** The dialect is the server's: with seconds, a year or a zone there are more fields than five, never fewer. */
    private static final Pattern CRON = Pattern.compile("@.+|\\S+(\\s+\\S+){4,6}");

    /** Types of schedules. */
    public enum Type {
        /** Once, at a moment. */
        SCHEDULED("date"),
        /** Once, some time after the schedule was made. */
        DELAYED("delayInSeconds"),
        /** Again and again, by the calendar. */
        CRON("cron"),
        /** Again and again, with a pause. */
        INTERVAL("intervalSeconds");

        private final String member;

        Type(String member) {
            this.member = member;
        }

        /** The key that says when. */
        public String key() {
            return "task.when." + member;
        }

        /** As the job file and the API call it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it buys a task each time, until it is cancelled. */
        public boolean recurring() {
            return this == CRON || this == INTERVAL;
        }

        /** What a value has to be, for people. */
        public String accepts() {
            return switch (this) {
                case SCHEDULED -> "a moment with its offset such as 2030-12-01T08:00:00+01:00";
                case DELAYED, INTERVAL -> "a whole number of seconds from 1 to " + MOST_SECONDS;
                case CRON -> "a cron expression of five to seven fields such as 0 8 * * 1";
            };
        }

        /** Whether a value without spaces around it can be meant. */
        public boolean takes(String value) {
            return switch (this) {
                case SCHEDULED -> moment(value);
                case DELAYED, INTERVAL -> SECONDS.matcher(value).matches() && Integer.parseInt(value) <= MOST_SECONDS;
                case CRON -> When.CRON.matcher(value).matches();
            };
        }

        private static boolean moment(String value) {
            try {
                return OffsetDateTime.parse(value) != null;
            } catch (DateTimeException none) {
                return false;
            }
        }
    }

    /** What is wrong with the value of a row; null when nothing is. */
    public @Nullable String fault() {
        return type.takes(value)
                ? null
                : type.key() + " renders to \"" + (value.length() <= 40 ? value : value.substring(0, 40) + "…") + "\"; "
                        + type.accepts() + " is needed";
    }

    /**
     * What is wrong with its moment at this time; null when it is to come, or when this type or a template has none. What
     * is scheduled for a moment that has passed runs at once.
     */
    public @Nullable String passed(Instant now) {
        return type != Type.SCHEDULED
                        || !Type.moment(value)
                        || OffsetDateTime.parse(value).toInstant().isAfter(now)
                ? null
                : type.key() + " " + value + " has passed";
    }

    /** On one line, for people and for the ledger. */
    @Override
    public String toString() {
        return type.word() + " " + value;
    }

    /** What {@link #toString} made. */
    public static When of(String text) {
        String[] parts = text.split(" ", 2);
        return new When(Type.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1]);
    }
}
