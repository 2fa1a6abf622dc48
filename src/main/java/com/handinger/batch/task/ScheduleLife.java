package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a row that becomes a schedule, from its claim to its end. It decides and never acts. A schedule has no id
 * of ours, so that only the list can tell what became of a send without an answer: one schedule like it that was not
 * there before is the row's. What repeats is sent again after it stayed absent through the whole grace; what runs once
 * may have run and left the list, and is never sent again by itself.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class ScheduleLife {

    private static final Answer MADE = new Answer("", null, "[]", "[]", 0, 0, 0, "", null);

    private enum Phase {
        SEND,
        /** A look in the list, then its send. */
        LOOK,
        /** Nobody knows whether the server took it. */
        DOUBT,
        /** One look, and it has ended. */
        LAST_LOOK
    }

    private final ScheduleClaim claim;
    private final FollowRules rules;
    private final Silence silence;

    private Phase phase;
    private int sends;
    private boolean doubted;
    private boolean interrupted;
    private long doubtedAt;
    private Reply.@Nullable Refused<ScheduleRecord> refusal;

    /**
     * A row that was just claimed, or that an earlier process left in doubt.
     *
     * @param now nothing that was listed before tells anything of it
     */
    public ScheduleLife(ScheduleClaim claim, FollowRules rules, long now) {
        this.claim = claim;
        this.rules = rules;
        silence = new Silence(rules, false);
        sends = claim.sends();
        doubted = claim.perhapsSent();
        doubtedAt = now;
        interrupted = claim.origin() == Claim.Origin.INTERRUPTED;
        phase = switch (claim.origin()) {
            case FRESH -> Phase.SEND;
            case DOUBTED -> Phase.LOOK;
            case INTERRUPTED, IN_DOUBT, RUNNING -> lookedAtOnce() ? Phase.LAST_LOOK : Phase.DOUBT;
        };
    }

    private boolean lookedAtOnce() {
        return claim.ruling() == Ruling.ADOPT || claim.ruling() == Ruling.GIVE_UP;
    }

    /** The row that lives here. */
    public ScheduleClaim claim() {
        return claim;
    }

    /** Whether its next request is its send. */
    public boolean waitingToSend() {
        return phase == Phase.SEND;
    }

    /** Whether nobody knows if its schedule is at the server, or will be. */
    public boolean inDoubt() {
        return phase == Phase.DOUBT || phase == Phase.LAST_LOOK;
    }

    /** When it will have been absent through the grace, if it stays so. */
    public long doubtEnds(long now) {
        return silence.graceEnds(now);
    }

    /** A send goes out now. */
    public void sending() {
        sends++;
    }

    /** The last send fell into an outage and counts for nothing. */
    public void forgive() {
        sends = Math.max(0, sends - 1);
    }

    /** Gives the row back unsent. */
    public Change release() {
        return new Change.Released(claim.rowId(), sends, doubted);
    }

    /** Gives the row back after a send that did not count. */
    public Change notSent() {
        forgive();
        return release();
    }

    /** Its moment passed before it was sent. */
    public ScheduleDecision overdue() {
        return failed(doubted ? ScheduleErrors.absent(claim) : ScheduleErrors.overdue(claim));
    }

    /** The reply to its send. */
    public ScheduleDecision onSend(Reply<ScheduleRecord> reply, long now) {
        if (reply instanceof Reply.Ok<ScheduleRecord> ok) {
            return made(ok.body().id());
        }
        if (reply instanceof Reply.NotSent || reply instanceof Reply.Later) {
            forgive();
            return new ScheduleDecision(null, new ScheduleStep.Send());
        }
        if (reply instanceof Reply.Refused<ScheduleRecord> refused) {
            return refused(refused, now);
        }
        StopCause halt = halt(reply);
        if (halt != null) {
            forgive();
            return new ScheduleDecision(release(), new ScheduleStep.Halt(halt));
        }
        doubted = true;
        return look(Phase.DOUBT, new Change.Doubted(claim.rowId()), now);
    }

    /** Why this reply, to whatever request, stops the whole run; null when it does not. */
    public static @Nullable StopCause halt(Reply<?> reply) {
        return StopCause.of(
                reply instanceof Reply.Absent<?> absent ? new Reply.Denied<>(404, absent.message()) : reply);
    }

    private ScheduleDecision refused(Reply.Refused<ScheduleRecord> refused, long now) {
        if (!doubted) {
            return failed(RowError.refusal(refused));
        }
        refusal = refused;
        return look(Phase.LAST_LOOK, null, now);
    }

    private ScheduleDecision look(Phase next, @Nullable Change change, long now) {
        phase = next;
        doubtedAt = now;
        silence.begin();
        return new ScheduleDecision(change, new ScheduleStep.Look(0));
    }

    /** Whether a list that was asked for at this time can tell what became of it. */
    public boolean heeds(long asked) {
        return asked - doubtedAt >= 0;
    }

    /**
     * The list was read.
     *
     * @param appeared ids of schedules like it that were not there before, and that no other row has
     * @param proven whether the list shows what the server took last from this run, as it was sent
     * @param asked when the list was asked for
     */
    public ScheduleDecision onList(List<String> appeared, boolean proven, long asked) {
        if (appeared.size() == 1) {
            return made(appeared.get(0));
        }
        if (appeared.size() > 1) {
            return failed(ScheduleErrors.several(claim, appeared));
        }
        silence.absent();
        return switch (phase) {
            case SEND -> new ScheduleDecision(null, new ScheduleStep.Send());
            case LOOK -> claim.ruling() != null && claim.ruling().anew() ? anew() : sendAgain(null);
            case LAST_LOOK -> failed(lastWord());
            case DOUBT ->
                silence.graceOver(asked)
                        ? absent(proven, asked)
                        : new ScheduleDecision(null, new ScheduleStep.Look(silence.untilNextLook(asked)));
        };
    }

    private RowError lastWord() {
        return refusal == null ? ScheduleErrors.absent(claim) : RowError.refusal(refusal);
    }

    /** Absent at both ends of the grace. */
    private ScheduleDecision absent(boolean proven, long asked) {
        if (claim.ruling() != null && claim.ruling().anew()) {
            return anew();
        }
        if (!claim.order().recurring() || rules.whenAbsent() == FollowRules.WhenAbsent.HOLD) {
            return failed(ScheduleErrors.absent(claim));
        }
        if (interrupted) {
            interrupted = false;
            forgive(); // The death of a process around a send is no fault of the row's.
        }
        if (!rules.maySendAgain(sends)) {
            return failed(RowError.unresolved(sends));
        }
        if (!proven) {
            return new ScheduleDecision(null, new ScheduleStep.AwaitProof());
        }
        if (rules.whenAbsent() == FollowRules.WhenAbsent.GIVE_BACK) {
            return ScheduleDecision.end(release());
        }
        long pause = silence.untilResend(sends, asked);
        return pause > 0
                ? new ScheduleDecision(null, new ScheduleStep.Look(pause))
                : sendAgain(new Change.Resending(claim.rowId(), sends + 1));
    }

    /** Nothing proves that the list would show it. */
    public ScheduleDecision unproven() {
        return failed(ScheduleErrors.unproven());
    }

    private ScheduleDecision sendAgain(@Nullable Change change) {
        phase = Phase.SEND;
        return new ScheduleDecision(change, new ScheduleStep.Send());
    }

    private ScheduleDecision anew() {
        return ScheduleDecision.end(new Change.Anew(claim.rowId(), claim.attempt(), null));
    }

    private ScheduleDecision made(String id) {
        return ScheduleDecision.end(new Change.Settled(claim.rowId(), claim.attempt(), Outcome.completed(MADE), 0, id));
    }

    private ScheduleDecision failed(RowError error) {
        return ScheduleDecision.end(new Change.Settled(claim.rowId(), claim.attempt(), Outcome.failed(null, error)));
    }
}
