package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.StreamEnd;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one row from its claim to its end. It decides and never acts: each reply goes in, and out come what the
 * ledger must note and which request is next. It is the only place that decides to send a task id again, and does so
 * only after the task stayed absent through the whole grace.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
public final class RowLife {

    private final Claim claim;
    private final FollowRules rules;
    private final Silence silence;

    private Phase phase;
    private int sends;
    private boolean doubted;
    private boolean perhapsSent;
    private boolean found;
    private boolean interrupted;
    private final TaskClock clock;
    private final Harvest harvest;
    private final @Nullable Addition addition;
    private @Nullable RowError refusal;

    /** A row that was just claimed. */
    public RowLife(Claim claim, FollowRules rules) {
        this.claim = claim;
        this.rules = rules;
        silence = new Silence(rules, claim.appends());
        sends = claim.sends();
        clock = new TaskClock(rules.taskTime(), claim.sentBefore());
        harvest = new Harvest(this, rules, silence);
        addition = claim.append() == null ? null : new Addition(this, harvest, rules, silence, clock);
        doubted = claim.origin() != Claim.Origin.FRESH && !claim.baseless();
        perhapsSent = claim.perhapsSent();
        found = claim.origin() == Claim.Origin.RUNNING;
        interrupted = claim.origin() == Claim.Origin.INTERRUPTED && !claim.baseless();
        phase = claim.baseless() ? Phase.BASE : first(claim);
    }

    private static Phase first(Claim claim) {
        return switch (claim.origin()) {
            case FRESH -> Phase.SEND;
            case DOUBTED -> Phase.LOOK;
            case INTERRUPTED, IN_DOUBT -> claim.lookedAtOnce() ? Phase.LAST_LOOK : Phase.DOUBT;
            case RUNNING -> Phase.FOLLOW;
        };
    }

    /** The row that lives here. */
    public Claim claim() {
        return claim;
    }

    /** Whether the row's next request is a send or the look before it. */
    public boolean waitingToSend() {
        return phase.beforeSend();
    }

    /** Whether nobody knows if its task is at the server, or will be. */
    public boolean inDoubt() {
        return phase == Phase.DOUBT || phase == Phase.LAST_LOOK;
    }

    /** When it will count as absent, if it stays so. */
    public long doubtEnds(long now) {
        return clock.mayRunUntil(rules.grace().hides(claim.appends()), silence.graceEnds(now), now);
    }

    /** The row that went before this one, of those that add a turn to the same task. */
    public void follows(RowLife gone) {
        if (addition != null && gone.addition != null) {
            addition.follows(gone.addition);
        }
    }

    /** Whether the id may have been sent before, whatever was seen since. */
    public boolean perhapsSent() {
        return perhapsSent;
    }

    /** Its send has to wait until an absence proves something here: then it is looked up as it was before. */
    public void waitForProof() {
        if (phase == Phase.SEND) {
            phase = claim.origin() == Claim.Origin.DOUBTED && sends == claim.sends() ? Phase.LOOK : Phase.DOUBT;
        }
    }

    /** The first request: a send, unless something may be at the server already. */
    public Step.Request first() {
        return phase == Phase.SEND ? Step.Request.SEND : Step.Request.TASK;
    }

    /** Whether the server said that the task is over, so that it needs no slot any more, only reads. */
    public boolean workOver() {
        return harvest.whole();
    }

    /** A send of the row goes out now. */
    public void sending(long now) {
        sends++;
        clock.sent(now);
    }

    /** The last send fell into an outage and counts for nothing. */
    public void forgive() {
        sends = Math.max(0, sends - 1);
    }

    /** The send has waited too long since the look before it: look again. */
    public Step.Request lookFirst() {
        phase = phase == Phase.BASE ? Phase.BASE : Phase.LOOK;
        return Step.Request.TASK;
    }

    /** What the task had is on disk: the first request that follows. */
    public Step.Request marked() {
        phase = found ? Phase.FOLLOW : Phase.SEND;
        return first();
    }

    /** Gives the row back unsent. A turn in doubt stays so: only what its task had before tells it from later ones. */
    public Change release() {
        return addition != null && addition.based() && doubted ? new Change.Doubted(claim.rowId()) : unsent();
    }

    private Change unsent() {
        return new Change.Released(claim.rowId(), sends, doubted);
    }

    /** Gives the row back after a send that did not run for certain and counts for nothing. */
    public Change notSent() {
        forgive();
        return release();
    }

    /** The reply to the send. */
    public Decision onSend(Reply<WorkerAnswer> reply) {
        Decision end = claim.unnamed() ? Unnamed.ended(claim, reply, rules.outputs()) : null;
        return end == null ? answered(reply) : end;
    }

    private Decision answered(Reply<WorkerAnswer> reply) {
        if (reply instanceof Reply.Ok<WorkerAnswer> ok) {
            harvest.keep(ok.body());
            return read(Phase.FOLLOW, new Change.Running(claim.rowId(), claim.attempt(), Answers.kept(ok.body())));
        }
        if (reply instanceof Reply.NotSent || reply instanceof Reply.Later) {
            sends--;
            phase = doubted || addition != null ? Phase.LOOK : Phase.SEND;
            return new Decision(null, new Step.Requeue());
        }
        RowError refused = RowError.refused(reply, claim.appends());
        if (refused != null) {
            return refused(refused);
        }
        if (reply instanceof Reply.Absent<WorkerAnswer> absent) {
            return answered(new Reply.Denied<>(404, absent.message()));
        }
        StopCause halt = StopCause.of(reply);
        if (halt != null) {
            sends--;
            return new Decision(release(), new Step.Halt(halt));
        }
        doubted = true;
        perhapsSent = true;
        clock.cut(Addition.cut(reply, addition != null));
        return read(Phase.DOUBT, new Change.Doubted(claim.rowId()));
    }

    private Decision refused(RowError refused) {
        if (!doubted) {
            return settle(Outcome.failed(null, refused));
        }
        refusal = refused;
        phase = Phase.LAST_LOOK;
        return Decision.ask(Step.Request.TASK, 0);
    }

    private Decision read(Phase next, Change change) {
        phase = next;
        silence.begin();
        return Decision.ask(change, Step.Request.TASK, 0);
    }

    /**
     * The reply to a read of the task.
     *
     * @param asked when the request went out
     */
    public Decision onTask(Reply<TaskRecord> reply, long asked) {
        if (reply instanceof Reply.Ok<TaskRecord> ok) {
            return addition == null ? present(ok.body(), asked) : addition.present(ok.body(), asked);
        }
        if (reply instanceof Reply.Absent) {
            silence.absent();
            return addition == null ? absent(asked) : addition.gone(asked);
        }
        Reply.Refused<?> refused = Answers.refused(reply);
        if (refused != null) {
            return lookRefused(refused, asked);
        }
        return taken() && Answers.busy(reply) ? running(asked) : again(reply, Step.Request.TASK);
    }

    /** Proves nothing, so the id is never sent again; but a row must not be asked for without end either. */
    private Decision lookRefused(Reply.Refused<?> refused, long asked) {
        if (!silence.refusedForGood(asked)) {
            return again(refused, Step.Request.TASK);
        }
        RowError error = RowError.untold(claim, taken(), refused);
        return settle(taken() ? harvest.leaving(error) : Outcome.failed(null, error));
    }

    private Decision present(TaskRecord task, long asked) {
        if (!task.workerId().isEmpty() && !task.workerId().equals(claim.workerId())) {
            return Decision.notOurs(claim, "belongs to worker " + task.workerId() + " and not to " + claim.workerId());
        }
        harvest.saw(task);
        silence.present();
        if (phase != Phase.FOLLOW) {
            found = true;
            phase = Phase.FOLLOW;
            silence.found();
            Change change = new Change.Running(claim.rowId(), claim.attempt(), null);
            return task.status().ended() ? new Decision(change, ended()) : new Decision(change, silence.nextPoll());
        }
        if (task.status().ended()) {
            return found ? new Decision(null, ended()) : harvest.conclude();
        }
        return running(asked);
    }

    /** Only after an answer that says so: a task that nobody could ask about may have ended long ago. */
    Decision running(long asked) {
        RowError overrun = clock.overrun(claim.taskId(), asked);
        return overrun == null ? new Decision(null, silence.nextPoll()) : settle(harvest.leaving(overrun));
    }

    /** Somebody says that the task has ended, which is a hint and no more. */
    public void told() {
        silence.told();
    }

    /** The end of the task's stream, which is a hint and no more. */
    public Decision onStream(Reply<StreamEnd> reply) {
        return new Decision(null, silence.afterStream(reply));
    }

    /** Only for a found task: what is at its end is always checked first. */
    private Step ended() {
        phase = Phase.CHECK;
        return new Step.Ask(Step.Request.TURNS, 0);
    }

    /** Whether the server had taken it for certain. */
    boolean taken() {
        return phase == Phase.FOLLOW;
    }

    Phase phase() {
        return phase;
    }

    /** A turn of ours waits until what its task has is on disk. */
    Decision mark(Base base, boolean there) {
        phase = Phase.MARK;
        found = there;
        silence.begin();
        return new Decision(new Change.Based(claim.rowId(), base, claim.textDigest()), new Step.Await());
    }

    /** What the task left behind is read. */
    void fetch() {
        phase = Phase.FETCH;
    }

    Decision absent(long asked) {
        boolean graceOver = silence.graceOver(asked);
        boolean mayRun = clock.mayRun(rules.grace().hides(claim.appends()), asked);
        return switch (phase) {
            case LOOK -> beforeSend();
            case LAST_LOOK -> settle(Outcome.failed(null, lastWord()));
            case DOUBT -> graceOver && !mayRun ? unresolved(asked) : lookAgain(asked);
            default -> graceOver ? end(harvest.leaving(RowError.lost(claim.taskId()))) : lookAgain(asked);
        };
    }

    /** Where a new task was ordered, the old id was refused or is told to be absent: it is not sent any more. */
    private Decision beforeSend() {
        if (claim.anew()) {
            return anew(null);
        }
        return mayBeSent() ? send(null) : hold();
    }

    /** A send that may have been taken is not repeated while rows are held, unless a person said so. */
    private boolean mayBeSent() {
        return sends == 0 || rules.whenAbsent() != FollowRules.WhenAbsent.HOLD || claim.ruling() == Ruling.SEND_ONCE;
    }

    private Decision hold() {
        return settle(Outcome.failed(null, RowError.held(claim)));
    }

    private Decision send(@Nullable Change change) {
        phase = Phase.SEND;
        return new Decision(change, new Step.Ask(Step.Request.SEND, 0));
    }

    private RowError lastWord() {
        if (refusal != null) {
            return refusal;
        }
        return claim.ruling() == Ruling.GIVE_UP ? RowError.givenUp(claim) : RowError.held(claim);
    }

    /** Absent at both ends of the grace: never taken. This very look-up is the look before the further send. */
    private Decision unresolved(long asked) {
        if (claim.anew()) {
            return anew(null);
        }
        boolean ordered = addition != null && addition.orderedToSend(sends);
        if (rules.whenAbsent() == FollowRules.WhenAbsent.HOLD && !ordered) {
            return hold();
        }
        if (interrupted) {
            interrupted = false; // Absent for certain: the death of a process around a send is no fault of the row's.
            forgive();
        }
        if (!rules.maySendAgain(sends) && !ordered) {
            return settle(Outcome.failed(null, RowError.unresolved(sends)));
        }
        if (rules.whenAbsent() == FollowRules.WhenAbsent.GIVE_BACK) {
            return new Decision(unsent(), new Step.End());
        }
        long pause = silence.untilResend(sends, asked);
        return pause > 0
                ? Decision.ask(Step.Request.TASK, pause)
                : send(new Change.Resending(claim.rowId(), sends + 1));
    }

    Decision lookAgain(long asked) {
        return Decision.ask(Step.Request.TASK, silence.untilNextLook(asked));
    }

    /** The reply to the read of a found task's turns: the work in it must be ours. */
    public Decision onTurns(Reply<List<TurnRecord>> reply) {
        if (addition != null) {
            return addition.turns(reply);
        }
        if (reply instanceof Reply.Ok<List<TurnRecord>> ok) {
            if (Answers.othersWork(ok.body(), claim)) {
                return Decision.notOurs(claim, "holds other work than ours");
            }
            return harvest.conclude();
        }
        // An older server has no such call. The id itself is a digest of worker and input.
        return Answers.untold(reply) ? harvest.conclude() : again(reply, Step.Request.TURNS);
    }

    /**
     * The reply to the read of the worker's answer to this task.
     *
     * @param asked when the request went out
     */
    public Decision onWorker(Reply<WorkerAnswer> reply, long asked) {
        return harvest.fetched(reply, asked);
    }

    /** A read that proves nothing is repeated after a pause, unless the whole run has to stop. */
    Decision again(Reply<?> reply, Step.Request request) {
        StopCause halt = StopCause.of(reply);
        return halt == null ? Decision.ask(request, silence.afterFailure()) : new Decision(null, new Step.Halt(halt));
    }

    /** The task has ended for certain: well, or as one in whose place a new one was ordered. */
    Decision end(Outcome outcome) {
        boolean again = claim.anew() && outcome.state() == RowState.FAILED;
        return again ? anew(outcome) : settle(outcome);
    }

    Decision anew(@Nullable Outcome outcome) {
        return new Decision(new Change.Anew(claim.rowId(), claim.attempt(), outcome), new Step.End());
    }

    Decision settle(Outcome outcome) {
        return new Decision(new Change.Settled(claim.rowId(), claim.attempt(), outcome), new Step.End());
    }
}
