package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a row's life that is different when the task is not its own: the row adds a turn to a task that is there,
 * and what that task says is judged by what it had before. A task that is gone is never a reason to send, because the
 * send would start a new one.
 *
 * <p>Times are nanoseconds of one monotonic clock. For one thread.
 */
final class Addition {

    /** Said by gateways after a long wait: whatever was sent has arrived. */
    private static final Set<Integer> GATEWAY_TIMEOUTS = Set.of(408, 504, 524);

    private final RowLife life;
    private final Harvest harvest;
    private final Claim claim;
    private final FollowRules rules;
    private final Silence silence;
    private final TaskClock clock;
    private final TaskClock wait;

    private @Nullable Base base;
    private @Nullable TaskRecord seen;
    private long readAt;
    private boolean added;
    /** Rows with the same text that added a turn to the task in this start. */
    private final List<Addition> ahead = new ArrayList<>();

    Addition(RowLife life, Harvest harvest, FollowRules rules, Silence silence, TaskClock clock) {
        this.life = life;
        this.harvest = harvest;
        this.rules = rules;
        this.silence = silence;
        this.clock = clock;
        claim = life.claim();
        Claim.Append append = claim.append();
        base = append == null ? null : append.base();
        wait = new TaskClock(rules.taskTime(), null);
    }

    /** Whether it is known what the task had before; nothing is sent without that. */
    boolean based() {
        return base != null;
    }

    /** Another row of the task is over with. */
    void follows(Addition gone) {
        if (gone.base != null && gone.added && claim.asks(gone.claim.input())) {
            ahead.add(gone);
        }
    }

    /** Places of turns with the row's text that are other rows'. */
    private Set<Integer> others() {
        Claim.Append append = claim.append();
        Set<Integer> others = new HashSet<>(append == null ? Set.of() : append.others());
        ahead.forEach(gone -> others.add(from(gone)));
        return others;
    }

    private static int from(Addition gone) {
        Base base = gone.base;
        return base == null ? 0 : base.turns();
    }

    /** Whether a person said that it is sent once more, and that has not been done. */
    boolean orderedToSend(int sends) {
        return claim.ruling() == Ruling.SEND_ONCE && sends <= claim.sends();
    }

    /**
     * Whether a send was cut while its work may go on.
     *
     * @param byGateways whether it counts, too, that a gateway ran out of patience
     */
    static boolean cut(Reply<?> reply, boolean byGateways) {
        if (!(reply instanceof Reply.Unknown<?> unknown)) {
            return false;
        }
        Integer status = unknown.status();
        return unknown.cause() == Reply.Cause.TIMEOUT
                || (byGateways && status != null && GATEWAY_TIMEOUTS.contains(status));
    }

    /** The task is there. */
    Decision present(TaskRecord task, long asked) {
        seen = task;
        readAt = asked;
        Base before = base;
        if (!task.workerId().isEmpty() && !task.workerId().equals(claim.workerId())) {
            String why = "belongs to worker " + task.workerId() + " and not to " + claim.workerId();
            return before == null ? barred("task " + claim.taskId() + " " + why) : Decision.notOurs(claim, why);
        }
        if (before == null) {
            silence.present();
            return task.status().ended() ? ground(task) : busy(asked);
        }
        return since(task, before, asked);
    }

    private Decision since(TaskRecord task, Base before, long asked) {
        if (life.taken() && task.turnCount() > before.turns()) {
            harvest.saw(AddedTurns.grown(task, before));
        }
        if (!task.status().ended()) {
            silence.present();
            return busy(asked);
        }
        if (task.turnCount() == before.turns()) {
            silence.absent();
            return life.absent(asked);
        }
        silence.present();
        boolean unsent = life.phase() == Phase.LOOK && !life.perhapsSent();
        return unsent ? mark(Base.of(task)) : Decision.ask(Step.Request.TURNS, 0);
    }

    /** One turn at a time: whoever's it is, it ends first. */
    private Decision busy(long asked) {
        if (life.taken()) {
            rules.grace().turnSeenRunning();
            return life.running(asked);
        }
        boolean sent = based() && life.perhapsSent();
        if ((sent ? clock : wait).overrun(claim.taskId(), asked) == null) {
            return new Decision(null, silence.nextPoll());
        }
        String late =
                "task " + claim.taskId() + " still ran after " + Span.text(rules.taskTime()) + " (limits.taskTime)";
        return sent ? life.settle(Outcome.failed(null, RowError.heldTurn(claim, late))) : barred(late);
    }

    private Decision ground(TaskRecord task) {
        if (task.turnCount() < 1) {
            return barred("the server does not tell how many turns task " + claim.taskId()
                    + " has, so whether one was added could not be told");
        }
        // Somebody suspects that the turn was added already, from a ledger that was lost.
        return claim.origin() == Claim.Origin.DOUBTED ? Decision.ask(Step.Request.TURNS, 0) : mark(Base.of(task));
    }

    private Decision mark(Base found) {
        base = found;
        return life.mark(found, false);
    }

    private Decision barred(String why) {
        return life.settle(Outcome.failed(null, RowError.cannotContinue(why)));
    }

    /** The task is not there at all. */
    Decision gone(long asked) {
        if (!silence.graceOver(asked)) {
            return life.lookAgain(asked);
        }
        if (life.taken()) {
            return life.end(harvest.leaving(RowError.lost(claim.taskId())));
        }
        return base != null && life.perhapsSent()
                ? life.settle(Outcome.failed(
                        null, RowError.heldTurn(claim, "task " + claim.taskId() + " is no longer at the server")))
                : barred("the server has no task " + claim.taskId() + ", and a new one is not started in its place");
    }

    /** The task has turns beyond its base, or may have had ours before anybody looked. */
    Decision turns(Reply<List<TurnRecord>> reply) {
        TaskRecord task = seen;
        if (task == null) {
            throw new IllegalStateException("turns were read before the task");
        }
        Base mine = base;
        if (reply instanceof Reply.Ok<List<TurnRecord>> ok) {
            return mine == null ? sentBefore(task, ok.body()) : added(task, mine, ok.body());
        }
        if (!Answers.untold(reply)) {
            return life.again(reply, Step.Request.TURNS);
        }
        return untold(task, mine);
    }

    /** The server lists no turns: its count alone tells, and not whose they are. */
    private Decision untold(TaskRecord task, @Nullable Base mine) {
        if (mine != null && life.taken()) {
            added = true;
            if (task.turnCount() > mine.turns()) {
                seenEnded(AddedTurns.grown(task, mine));
            }
            return harvest.conclude();
        }
        if (mine != null && claim.ruling() == Ruling.ADOPT && task.turnCount() == mine.turns() + 1) {
            return taken(AddedTurns.grown(task, mine));
        }
        String why = "the turns of task " + claim.taskId() + " cannot be read";
        return claim.ruling() == Ruling.NEW_ATTEMPT
                ? life.settle(Outcome.failed(null, RowError.heldTurn(claim, why)))
                : unclear(task, why);
    }

    /** From a lost ledger: the last turn with our text that is no other row's is ours, and what came before it is its base. */
    private Decision sentBefore(TaskRecord task, List<TurnRecord> turns) {
        Set<Integer> others = others();
        int own = turns.size() - 1;
        while (own >= 0 && (others.contains(own) || !claim.asks(turns.get(own).input()))) {
            own--;
        }
        if (own < 0) {
            return mark(Base.of(task));
        }
        List<TurnRecord> earlier = turns.subList(0, own);
        Base found = new Base(
                own,
                earlier.stream().mapToLong(TurnRecord::credits).sum(),
                earlier.stream().mapToLong(TurnRecord::durationMs).sum());
        base = found;
        return life.mark(found, true);
    }

    private Decision added(TaskRecord task, Base mine, List<TurnRecord> turns) {
        AddedTurns later = new AddedTurns(claim, task, mine, turns, others());
        if (later.othersOnly() && !life.taken()) {
            return unclear(task, later.words());
        }
        Base behind = later.behindOthers();
        if (behind != null) {
            base = behind; // From here on it says which turn is the row's, to this row and to all that come after it.
            return new Decision(
                    new Change.Based(claim.rowId(), behind, claim.textDigest()), new Step.Ask(Step.Request.TURNS, 0));
        }
        WorkerAnswer earlier = later.answer();
        if (earlier != null && !harvest.whole()) {
            harvest.keep(earlier);
        }
        return taken(later.share());
    }

    /** The row's turn is there, with what it took of the task. */
    private Decision taken(TaskRecord share) {
        boolean followed = life.taken();
        added = true;
        seenEnded(share);
        harvest.saw(share);
        Decision next = harvest.conclude();
        return followed || next.change() != null
                ? next
                : new Decision(new Change.Running(claim.rowId(), claim.attempt(), null), next.next());
    }

    private void seenEnded(TaskRecord share) {
        rules.grace().turnSeenEnded(clock.lasted(Duration.ofMillis(share.durationMs()), readAt));
    }

    /** Whether a turn of ours is among what was added cannot be told for certain, so nothing is sent by itself. */
    private Decision unclear(TaskRecord task, String why) {
        if (claim.anew()) {
            return life.anew(null);
        }
        if (claim.ruling() == Ruling.SEND_ONCE && !clock.sentHere()) {
            return mark(Base.of(task));
        }
        return life.settle(Outcome.failed(
                null, claim.ruling() == Ruling.GIVE_UP ? RowError.givenUp(claim) : RowError.heldTurn(claim, why)));
    }
}
