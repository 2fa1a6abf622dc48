package com.handinger.batch.pacing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast a process may go: the one owner of its requests, whatever they are for, and of its tasks in flight. What is
 * told is held; what is not is learned from answers 429. Those to requests that were out together are one refusal and
 * cut once. Failures and slow answers change nothing.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class Pacer {

    /** A server that asks for a longer wait than this ends the start instead of holding it. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A limit that was in use so long ago can be what the server refused. */
    private static final long BLAME = Duration.ofSeconds(1).toNanos();

    private final TaskSlots slots;
    private final RequestRate told;
    private final LearnedRate learned;
    private final PaceMemory known;
    private final PaceRules rules;
    private final InstantSource clock;

    private boolean refused;
    private long lastCut;
    private PaceReport report;

    /**
     * A pace to begin with.
     *
     * @param known what an earlier start learned of this server
     * @param clock for the times of changes only
     */
    public Pacer(PaceRules rules, PaceMemory known, InstantSource clock) {
        this(rules, known, clock, new RequestRate(rules.requestsPerMinute()));
    }

    /**
     * A pace that counts what goes elsewhere, too.
     *
     * @param known what an earlier start learned of this server
     * @param clock for the times of changes only
     * @param told the rate of the rules
     */
    public Pacer(PaceRules rules, PaceMemory known, InstantSource clock, RequestRate told) {
        slots = new TaskSlots(rules.leastTasks(), rules.mostTasks(), known.tasks());
        this.told = told;
        learned = new LearnedRate(rules.requestsPerMinute(), known.requestsPerMinute());
        this.known = known;
        this.rules = rules;
        this.clock = clock;
        report = new PaceReport(PaceTrail.of(slots.count()), PaceTrail.of(learned.perMinute()), 0, known);
    }

    /** Tasks that may be in flight. */
    public int slots() {
        return slots.count();
    }

    /** Rows wait for nothing but a slot, or no longer do. */
    public void waitForSlot(boolean rows, long now) {
        slots.waiting(rows, now);
        note();
    }

    /** When waiting rows make room for more; null when they never do. */
    public @Nullable Long slotsGrowAt() {
        return slots.growsAt();
    }

    /** Whether a request may go now. To be asked only for one that waits for nothing else. */
    public boolean permits(long now) {
        boolean free = permitAt(now) - now <= 0;
        if (!free) {
            learned.holds(now);
        }
        return free;
    }

    /** When the next request may go. */
    public long permitAt(long now) {
        return Times.later(learned.permitAt(now), told.permitAt(now));
    }

    /** The same, and by which of the limits. */
    public Permit permit(long now) {
        Integer most = rules.requestsPerMinute();
        Integer found = learned.perMinute();
        return new Permit(permitAt(now), most != null && (found == null || found >= most));
    }

    /** Nanoseconds from one request to the next. */
    public long periodNanos() {
        return learned.periodNanos();
    }

    /** A request goes. */
    public void gone(long now) {
        told.gone(now);
        learned.gone(now);
        note();
    }

    /**
     * A request was refused with 429.
     *
     * @param asked when it had gone
     * @param after the pause that the server asked for; null for none
     */
    public void refused(long asked, long now, @Nullable Duration after) {
        if (refused && asked - lastCut <= 0) {
            return;
        }
        boolean rate = learned.heldWithin(BLAME, now);
        boolean tasks = slots.heldWithin(BLAME, now);
        if (rate || !tasks) {
            learned.cut(now, after);
        }
        if (tasks || !rate) {
            slots.cut();
        }
        refused = true;
        lastCut = now;
        noteCut(after == null ? "429" : "429, and the server asked to wait for " + text(after));
    }

    private static String text(Duration wait) {
        return wait.toMillis() % 1000 == 0 ? wait.toSeconds() + " s" : wait.toMillis() + " ms";
    }

    /** Growth since the last look. */
    private void note() {
        int tasks = slots.count();
        Integer rate = learned.perMinute();
        boolean more = differs(report.tasks(), tasks);
        boolean faster = rate != null && differs(report.requests(), rate);
        if (more || faster) {
            report = new PaceReport(
                    more ? report.tasks().grown(now(), tasks) : report.tasks(),
                    rate != null && faster ? report.requests().grown(now(), rate) : report.requests(),
                    report.cuts(),
                    memory());
        }
    }

    private void noteCut(String reason) {
        int tasks = slots.count();
        Integer rate = learned.perMinute();
        report = new PaceReport(
                differs(report.tasks(), tasks) ? report.tasks().cut(now(), tasks, reason) : report.tasks(),
                rate != null && differs(report.requests(), rate)
                        ? report.requests().cut(now(), rate, reason)
                        : report.requests(),
                report.cuts() + 1,
                memory());
    }

    private PaceMemory memory() {
        Integer tasks = slots.found();
        Integer rate = learned.perMinute();
        return new PaceMemory(tasks == null ? known.tasks() : tasks, rate == null ? known.requestsPerMinute() : rate);
    }

    private static boolean differs(PaceTrail trail, int value) {
        Integer last = trail.last();
        return last == null || last != value;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The limits so far. */
    public PaceReport report() {
        return report;
    }

    /**
     * Why the start ends when the server asks for a pause, for people; null when it can wait here.
     *
     * @param after the pause that the server asked for; null for none
     */
    public @Nullable String tooLong(@Nullable Duration after) {
        if (after == null || after.compareTo(LONGEST_WAIT) <= 0) {
            return null;
        }
        Instant until = clock.instant().plus(after).truncatedTo(ChronoUnit.SECONDS);
        return "the server asked to wait for " + after.toSeconds() + " s (Retry-After), until " + until
                + "; run the same command again after that";
    }
}
