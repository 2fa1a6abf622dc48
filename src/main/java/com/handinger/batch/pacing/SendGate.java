package com.handinger.batch.pacing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether new tasks may be sent. The gate closes after a 429 for as long as the server says, and when the server
 * stops answering; then one row at a time is let through to find out whether it is back.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class SendGate {

    /** Failures in a row that count as an outage rather than as bad luck of single requests. */
    static final int OUTAGE_FAILURES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** Why nothing is sent. */
    public enum Reason {
        OPEN,
        COOLING_DOWN,
        OUTAGE
    }

    private int failures;
    private int probes;
    private int limitedEpisodes;
    private long outageSince;
    private long nextProbe;
    private long coolUntil;
    private boolean cooling;
    private boolean probing;

    /**
     * The server refused a request because of its rate limit.
     *
     * @param after the wait the server asked for; null means 1 s, doubled with each further episode up to 60 s
     */
    public void rateLimited(long now, @Nullable Duration after) {
        answered();
        if (after != null) {
            coolUntil(now + after.toNanos());
        } else if (!coolingAt(now)) {
            coolUntil(now + pause(limitedEpisodes++).toNanos());
        }
    }

    private void coolUntil(long time) {
        if (!cooling || time - coolUntil > 0) {
            coolUntil = time;
            cooling = true;
        }
    }

    /** A send was accepted: the next 429 without a wait starts small again. */
    public void accepted() {
        answered();
        limitedEpisodes = 0;
    }

    /** The server gave an answer of its own: it is there. */
    public void answered() {
        failures = 0;
        probes = 0;
        probing = false;
    }

    /** The server could not be reached, or answered with a fault of its own. */
    public void failed(long now) {
        failures++;
        probing = false;
        if (failures == OUTAGE_FAILURES) {
            outageSince = now;
        }
        if (failures >= OUTAGE_FAILURES) {
            nextProbe = now + pause(probes++).toNanos();
        }
    }

    /** A request ended without saying whether the server is well: a probe that did has to be repeated. */
    public void undecided() {
        probing = false;
    }

    /** Whether reads may go now: during an outage they are the probes, but a 429 is for them too. */
    public boolean readable(long now) {
        return !coolingAt(now);
    }

    /** When reads may go. */
    public long readableAt(long now) {
        return coolingAt(now) ? coolUntil : now;
    }

    /** A send goes out; during an outage it is the one probe. */
    public void sent() {
        probing = outage();
    }

    /** Whether a send may go now. */
    public boolean open(long now) {
        if (coolingAt(now)) {
            return false;
        }
        return !outage() || (!probing && nextProbe - now <= 0);
    }

    /** When the gate is worth asking again; null while only an event can open it. */
    public @Nullable Long opensAt(long now) {
        if (coolingAt(now)) {
            return coolUntil;
        }
        if (outage()) {
            return probing ? null : Long.valueOf(nextProbe);
        }
        return now;
    }

    /** Why the gate is closed, or {@link Reason#OPEN}. */
    public Reason reason(long now) {
        if (coolingAt(now)) {
            return Reason.COOLING_DOWN;
        }
        return outage() ? Reason.OUTAGE : Reason.OPEN;
    }

    /** How long the server has been away; zero while it is there. */
    public Duration outageFor(long now) {
        return outage() ? Duration.ofNanos(now - outageSince) : Duration.ZERO;
    }

    private boolean outage() {
        return failures >= OUTAGE_FAILURES;
    }

    private boolean coolingAt(long now) {
        return cooling && coolUntil - now > 0;
    }

    /** The pause before try {@code n}, counted from 0: doubled each time. */
    private static Duration pause(int n) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(n, 16));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
