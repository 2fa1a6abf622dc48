package com.handinger.batch.pacing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether new tasks may be sent. The gate closes after a 429 for as long as the server says, and in an outage: when
 * the server stops answering, or answers reads but fails at every send. Then one row at a time is let through to find
 * out whether it is back.
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

    /** Requests in a row that met no answer of the server's own. */
    private int silent;
    /** Sends in a row that failed, whatever the reads between them said. */
    private int failedSends;

    private int probes;
    private int limitedSends;
    private int limitedReads;
    private long outageSince;
    private long nextProbe;
    private long coolUntil;
    private boolean cooling;
    private boolean probing;
    private String trouble = "";

    /** As {@link #readLimited}, of a send. */
    public void sendLimited(long now, @Nullable Duration after) {
        if (limited(now, after, limitedSends)) {
            limitedSends++;
        }
    }

    /**
     * The server refused a read because of its rate limit. Sends and reads are counted apart: an answer to one says
     * nothing of a limit on the other.
     *
     * @param after the wait the server asked for; null and zero mean 1 s, doubled with each further episode up to 60 s
     */
    public void readLimited(long now, @Nullable Duration after) {
        if (limited(now, after, limitedReads)) {
            limitedReads++;
        }
    }

    /** Whether this begins an episode of its own. */
    private boolean limited(long now, @Nullable Duration after, int episodes) {
        answered();
        if (after != null && !after.isZero()) {
            coolUntil(now + after.toNanos());
            return false;
        }
        if (coolingAt(now)) {
            return false;
        }
        coolUntil(now + pause(episodes).toNanos());
        return true;
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
        limitedSends = 0;
    }

    /** The server dealt with a send: it is there and takes tasks. */
    public void answered() {
        silent = 0;
        failedSends = 0;
        probes = 0;
        probing = false;
    }

    /**
     * The server answered a read: it is there, but whether it takes tasks is another question. The next 429 to a read
     * starts small again.
     */
    public void readAnswered(long now) {
        limitedReads = 0;
        if (unreachable()) {
            nextProbe = now;
            probes = 0;
        }
        silent = 0;
    }

    /**
     * The server could not be reached, or answered a send with a fault of its own.
     *
     * @param why for people; null when nobody knows
     */
    public void sendFailed(long now, @Nullable String why) {
        boolean before = outage();
        boolean probed = probing;
        probing = false;
        failedSends++;
        failed(now, before, probed);
        told(why);
    }

    /** The server could not be reached by a read, or answered it with a fault of its own; see {@link #sendFailed}. */
    public void readFailed(long now, @Nullable String why) {
        failed(now, outage(), false);
        told(why);
    }

    private void told(@Nullable String why) {
        trouble = why == null ? "" : why;
    }

    /** Only what was sent as a probe makes the pause grow, not the many that were under way when the server left. */
    private void failed(long now, boolean before, boolean probed) {
        silent++;
        if (!before && outage()) {
            outageSince = now;
            probes = 0;
            nextProbe = now + pause(probes++).toNanos();
        } else if (before && (probed || nextProbe - now <= 0)) {
            nextProbe = now + pause(probes++).toNanos();
        }
    }

    /** A send ended without saying whether the server is well: a probe that did has to be repeated. */
    public void undecided() {
        probing = false;
    }

    /**
     * Whether a send that failed says nothing of its row: it was on its way when the outage began, or the server is not
     * to be reached at all.
     *
     * @param asked when it was sent
     */
    public boolean excuses(long asked) {
        return outage() && (unreachable() || asked - outageSince <= 0);
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
    public void sent(long now) {
        if (outage()) {
            probing = true;
            nextProbe = now + pause(probes).toNanos();
        }
    }

    /**
     * Whether a send may go now. A probe whose answer is out holds back others, except from a server that answers reads:
     * an accepted send is held until its task ends, which may take long.
     */
    public boolean open(long now) {
        if (coolingAt(now)) {
            return false;
        }
        return !outage() || ((!probing || silent == 0) && nextProbe - now <= 0);
    }

    /** When the gate is worth asking again; null while only an event can open it. */
    public @Nullable Long opensAt(long now) {
        if (coolingAt(now)) {
            return coolUntil;
        }
        if (outage()) {
            return probing && silent > 0 ? null : Long.valueOf(nextProbe);
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

    /**
     * How the server is away.
     *
     * @param lasted zero while it is there
     * @param trouble what was seen of it last, for people; empty for nothing
     */
    public record Outage(Duration lasted, String trouble) {

        /** There is none. */
        public static final Outage NONE = new Outage(Duration.ZERO, "");

        /** Why it is over, or given up, as the end of a sentence; empty when nobody knows. */
        public String told() {
            return trouble.isEmpty() ? "" : ". Last: " + trouble;
        }
    }

    /** How the server is away now. */
    public Outage outage(long now) {
        return outage() ? new Outage(Duration.ofNanos(now - outageSince), trouble) : Outage.NONE;
    }

    /** Whether the server answers nothing at all. */
    public boolean unreachable() {
        return silent >= OUTAGE_FAILURES;
    }

    /** Whether the server is away. */
    public boolean away() {
        return outage();
    }

    private boolean outage() {
        return unreachable() || failedSends >= OUTAGE_FAILURES;
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
