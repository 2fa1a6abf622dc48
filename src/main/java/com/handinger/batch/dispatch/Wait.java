package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.Permit;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the next send waits for. Immutable.
 *
 * @param rows how many it is about; see the reasons
 * @param until when that ends, or is tried again, in nanoseconds of the dispatcher's clock; null while only an event
 *     can tell
 * @param detail more of it, as the end of the sentence; empty for nothing
 */
public record Wait(Reason reason, long rows, @Nullable Long until, String detail) {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Reasons, each with the rows that it counts. */
    public enum Reason {
        /** The start is about to end: rows that are still followed. */
        DRAINING("the start is about to end"),
        /** The server asked for a pause: rows in line. */
        COOLING_DOWN("the server asked to slow down"),
        /** The server is away: rows in line; until the start gives up. */
        OUTAGE("the server does not answer"),
        /** The store is slow to write changes or to hand out rows: changes that wait. */
        STORE("the store is slow"),
        /** The request rate that was told: rows in line. */
        RATE("the request rate (limits.requestsPerMinute)"),
        /** The request rate that was learned: rows in line. */
        LEARNED_RATE("the request rate that the server puts up with"),
        /** The first row went alone: its number; until its send is given up. */
        FIRST_ROW("the first row for this server goes alone"),
        /** The first turn that is added at a server goes alone, until it is found: the number of its row. */
        FIRST_TURN("the first turn that is added at this server goes alone"),
        /** A few sends are out, and more follow when the server takes one: how many. */
        FIRST_SENDS("the server has taken none of the first sends yet"),
        /** Several rows were refused, and answers that are still to come tell whether all are: how many answers. */
        REFUSALS("whether the server refuses every row"),
        /** Rows that add a turn to the same task go one at a time: those that wait for another. */
        TURN_ORDER("another row of the same task (task.continues)"),
        /** A task of an earlier start must be readable: rows that wait for it. */
        KEY_PROOF("a task of an earlier start, to prove the key"),
        /** Nothing but rows in doubt is under way: how many; until the last of their graces is over. */
        DOUBT("rows in doubt are looked up"),
        /** All slots are taken: how many. */
        SLOTS("a free slot (limits.concurrency)"),
        /** Tasks have ended, and too many of their answers are still to be read: how many. */
        ANSWERS("answers of tasks that have ended"),
        /** They may have been sent before, and nothing tells whether an absence proves anything: how many. */
        UNPROVEN("whether this server keeps the ids it is given"),
        /** The first few tasks tell what one costs, and others wait for that: rows that are followed. */
        PRICE("the price of a task (limits.credits)"),
        /** What is reserved for the tasks under way leaves nothing for the next one: rows that are followed. */
        CREDITS("credits: what is left is reserved (limits.credits)"),
        /** The start stops for a limit, and what it has begun is paid in any case: rows that are still followed. */
        STOPPING("the start stops, and what is under way ends first"),
        /** Nothing is left to send: rows that are still followed. */
        ENDS("nothing is left to send");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** Whether it comes once and passes, so that its time says nothing of how fast rows are done. */
        public boolean pause() {
            return this == OUTAGE || this == DOUBT;
        }

        /** The same each time, for people: without rows and times. */
        public String words() {
            return words;
        }
    }

    Wait(Reason reason, long rows, @Nullable Long until) {
        this(reason, rows, until, "");
    }

    /** For the next request's turn. */
    static Wait rate(long rows, Permit permit) {
        return new Wait(permit.told() ? Reason.RATE : Reason.LEARNED_RATE, rows, permit.at());
    }

    /**
     * For people.
     *
     * @param now of the dispatcher's clock
     * @param wall the time of day now
     */
    public String text(long now, LocalTime wall) {
        return switch (reason) {
            case DRAINING ->
                "the start is ending: " + rows(" is", " are") + " still followed" + until(now, wall, ", until ");
            case COOLING_DOWN -> "the server asked to slow down" + until(now, wall, ", until ");
            case OUTAGE -> "the server does not answer" + until(now, wall, "; this start gives up at ") + detail;
            case STORE -> "the store is slow" + unwritten();
            case RATE -> "the request rate (limits.requestsPerMinute)" + until(now, wall, ", until ");
            case LEARNED_RATE ->
                "the request rate that the server has put up with so far (learned)" + until(now, wall, ", until ");
            case FIRST_ROW ->
                "row " + rows + " went alone, until its task can be read, because nothing is known of this server yet"
                        + until(now, wall, "; its send is held until ");
            case FIRST_TURN ->
                "row " + rows + " went alone, until its turn is found in its task, because no turn was added at this"
                        + " server yet";
            case FIRST_SENDS -> "the first answers: " + sends() + " out, and more go once the server takes one";
            case REFUSALS ->
                "several rows were refused one after the other; whether all are, the answers tell that are still to come: "
                        + sends() + " out";
            case TURN_ORDER -> rows(" waits", " wait") + " for another row of the same task (task.continues)";
            case KEY_PROOF ->
                rows(" was found absent, and waits", " were found absent, and wait")
                        + " until a task of an earlier start proves that this key sees "
                        + (rows == 1 ? "it" : "them");
            case DOUBT -> rows(" in doubt", " in doubt") + until(now, wall, ": looked up until ");
            case SLOTS ->
                "a free slot: " + (rows == 1 ? "the only one is" : "all " + rows + " are")
                        + " taken (limits.concurrency)";
            case ANSWERS ->
                rows == 1 ? "the answer of 1 task that has ended" : "the answers of " + rows + " tasks that have ended";
            case UNPROVEN ->
                rows(" waits", " wait") + " until it is known whether this server keeps the ids it is given";
            case PRICE -> "the price of a task: " + rows(" tells it", " tell it") + " first (limits.credits)";
            case CREDITS -> "credits: " + rows(" has", " have") + " reserved what is left (limits.credits)";
            case STOPPING -> "nothing more is sent, and " + rows(" under way ends", " under way end") + " first";
            case ENDS -> "nothing is left to send: " + rows(" is", " are") + " still followed";
        };
    }

    private String rows(String one, String many) {
        return rows == 1 ? "1 row" + one : rows + " rows" + many;
    }

    private String unwritten() {
        return rows == 0 ? "" : ": " + (rows == 1 ? "1 change is" : rows + " changes are") + " still to be written";
    }

    private String sends() {
        return rows == 1 ? "1 send is" : rows + " sends are";
    }

    private String until(long now, LocalTime wall, String before) {
        return until == null ? "" : before + clock(until, now, wall);
    }

    /** A time of the dispatcher's clock as one of the day; with the days when it is not today's or tonight's. */
    static String clock(long until, long now, LocalTime wall) {
        Duration left = Duration.ofNanos(until - now);
        String days = left.toDays() > 0 ? " in " + left.toDays() + " d" : "";
        return CLOCK.format(wall.plus(left)) + days;
    }
}
