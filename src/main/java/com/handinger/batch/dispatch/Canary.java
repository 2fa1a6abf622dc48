package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Ruling;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first row for a server goes alone. No document promises that a task is kept under the id that a client gives it;
 * without that, nothing that got lost could be found again. While the send is out its task is read beside it, and the
 * other rows follow as soon as it is there. A send that ends without a word makes way for the next row. Until a task was
 * read while it ran, later sends are watched in the same way, one at a time. For one thread.
 */
final class Canary {

    /** A read beside the send. */
    record Look(RowLife life, long delayNanos) {}

    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The task of the first row may show only at its end; a connection that died unseen must not hold it for ever. */
    private static final Duration LONGEST_SEND = Duration.ofHours(6);

    /** Each canary is held so many times longer than the one before, so that few are spent on a slow server. */
    private static final int PATIENCE = 4;

    private static final int MOST_STEPS = 5;

    private final FollowRules rules;
    private final boolean unnamed;
    private final FirstTurn firstTurn;

    private ServerHabits habits;
    private @Nullable RowLife bird;
    private @Nullable RowLife look;
    private final Set<RowLife> looks = new HashSet<>();
    private @Nullable Long sentAt;
    private @Nullable Long answeredAt;
    private boolean absentWhileHeld;
    private boolean absentAfterwards;
    private long pause;
    private int cuts;

    /** @param unnamed whether tasks are sent without ids, so that there is nothing to find out */
    Canary(ServerHabits habits, FollowRules rules, boolean unnamed) {
        this.habits = habits;
        this.rules = rules;
        this.unnamed = unnamed;
        firstTurn = new FirstTurn(rules);
        rules.heed(habits);
    }

    /** What is known of the server by now. */
    ServerHabits habits() {
        return habits.with(rules.grace().turns());
    }

    /** Whether rows need not wait for what is to be found out of the server. */
    boolean settled() {
        return unnamed || habits.kept();
    }

    /** Whether a row may be sent. */
    boolean free() {
        return settled() || bird == null;
    }

    /** Whether this row may be sent. */
    boolean free(RowLife life) {
        return life.claim().appends() ? firstTurn.free(life) : free();
    }

    /** Whether the reads beside a send go on. */
    boolean watching() {
        return look != null;
    }

    /** Whether rows wait for the first one. */
    boolean out() {
        return !free();
    }

    /**
     * Rows that may be claimed ahead. While nothing is known of the server it is one at a time: when the process dies,
     * what was claimed counts as sent perhaps, and only a row that was never sent can go alone. A row without an id is
     * lost by that.
     */
    int ahead(int page) {
        return unnamed ? 1 : habits.kept() ? page : out() ? 0 : 1;
    }

    /**
     * Whether a decision rests on an absence that proves nothing yet: where the ids that it is given are not kept, what
     * was taken looks absent, and its row would be bought again.
     */
    boolean distrusts(RowLife life, Decision decision) {
        boolean sends = decision.next() instanceof Step.Ask ask && ask.request() == Step.Request.SEND;
        Change change = decision.change();
        if (life.claim().appends()) {
            return false; // its task is there, under an id that the server knows
        }
        boolean makesWay =
                change instanceof Change.Released || (change instanceof Change.Anew anew && anew.outcome() == null);
        // Without ids of ours nothing will ever be known; only a person can take the risk.
        boolean ordered = unnamed && life.claim().ruling() == Ruling.FRESH_ATTEMPT;
        return !habits.kept() && !ordered && life.perhapsSent() && (sends || makesWay);
    }

    /** Why the start ends when there is no row left to find out by. */
    StopCause unproven(RowLife first, int rows) {
        return new StopCause(
                StopCause.Kind.FATAL_ANSWER,
                (rows == 1
                                ? "row " + first.claim().number() + " may have been sent before, and its task is absent"
                                : rows + " rows, the first of them row "
                                        + first.claim().number()
                                        + ", may have been sent before, and their tasks are absent")
                        + ". That proves nothing as long as it is not known whether this server keeps the task ids it is"
                        + " given, and no row is left that was never sent, to find it out by. So nothing is sent again."
                        + " Find it out with one cheap task, " + StopCause.DOCTOR
                        + " --spend; then run the same command again");
    }

    /** The number of the row that went alone; 0 without one. */
    long number() {
        return bird == null ? 0 : bird.claim().number();
    }

    /** When the send of the row that went alone is given up; null when it is not on its way. */
    @Nullable
    Long until(Duration told) {
        Long since = answeredAt == null ? sentAt : null;
        return since == null ? null : Long.valueOf(since + deadline(told).toNanos());
    }

    /** How long a send is held. A turn that runs may look as if it had not come, so its send is not let go early. */
    Duration deadline(Claim claim, DispatchRules dispatch) {
        return claim.appends() ? dispatch.sendDeadline() : deadline(dispatch.sendDeadline(habits));
    }

    /** How long a send is held, when the job file tells so long. */
    Duration deadline(Duration told) {
        if (settled()) {
            return told;
        }
        Duration longest = told.compareTo(LONGEST_SEND) > 0 ? told : LONGEST_SEND;
        Duration patient = told.multipliedBy((long) Math.pow(PATIENCE, Math.min(cuts + 1, MOST_STEPS)));
        return patient.compareTo(longest) > 0 ? longest : patient;
    }

    /**
     * Takes a row that an earlier process may have sent: it can answer the question without another send. One that was
     * taken for certain tells more than one in doubt.
     */
    void recovered(RowLife life, long now) {
        boolean taken = life.claim().origin() == Claim.Origin.RUNNING;
        if (!settled() && !life.claim().appends() && (bird == null || (taken && answeredAt == null))) {
            begin(life);
            answeredAt = taken ? now : null;
        }
    }

    private void begin(RowLife life) {
        bird = life;
        look = null;
        sentAt = null;
        answeredAt = null;
        absentWhileHeld = false;
        absentAfterwards = false;
        pause = FIRST_LOOK.toNanos();
    }

    /**
     * A send goes out. Returns the first look beside it; null when nobody needs one.
     *
     * @param awaited whether rows wait to know if the server takes what is out, whatever is known of it
     */
    @Nullable
    Look sent(RowLife life, boolean awaited, long now) {
        firstTurn.sent(life);
        boolean known = habits.kept() && (watching() || (!awaited && Boolean.TRUE.equals(habits.whileRunning())));
        if (unnamed || known || life.claim().appends()) {
            return null;
        }
        begin(life);
        sentAt = now;
        RowLife beside = new RowLife(life.claim().asRunning(), rules);
        look = beside;
        looks.add(beside);
        return new Look(beside, pause);
    }

    /** Whether it is only read beside the send of a row, and has no life of its own. */
    boolean isLook(RowLife life) {
        return looks.contains(life);
    }

    /** Takes the reply to any request. Returns the next look; null for none. */
    @Nullable
    Look heard(Window.Call call, Reply<?> reply, long now) {
        if (call.life().claim().appends()) {
            firstTurn.heard(call, reply);
            return null; // that a task is found which the server named says nothing of ids that it is given
        }
        if (reply instanceof Reply.Ok<?> ok && ok.body() instanceof TaskRecord task) {
            readable(call.life(), task, now);
            return null;
        }
        if (call.request() == Step.Request.SEND) {
            sendEnded(call, reply, now);
            return null;
        }
        if (call.life() == bird) {
            absentAfterwards |= reply instanceof Reply.Absent;
            if (sentAt == null && tellsNothing(call, reply)) {
                bird = null;
            }
        }
        return call.life() == look ? again(call, reply) : null;
    }

    /**
     * Of a row that an earlier process left: one that it may or may not have sent says nothing but by being there; one
     * that was taken may prove to be absent, but when it cannot be read for a grace, another one has to find out.
     */
    private boolean tellsNothing(Window.Call call, Reply<?> reply) {
        Long since = answeredAt;
        return since == null
                || (!(reply instanceof Reply.Absent)
                        && call.asked() - since >= rules.grace().toNanos());
    }

    private @Nullable Look again(Window.Call call, Reply<?> reply) {
        if (answeredAt != null || sentAt == null) {
            // From here on the row reads its task itself.
            return null;
        }
        absentWhileHeld |= reply instanceof Reply.Absent;
        pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        return new Look(call.life(), pause);
    }

    private void sendEnded(Window.Call call, Reply<?> reply, long now) {
        boolean taken = reply instanceof Reply.Ok;
        if (habits.onlyAtEnd() && (taken || reply instanceof Reply.Unknown)) {
            learn(habits.seenAfter(Duration.ofNanos(now - call.asked())));
        }
        if (call.life() != bird) {
            return;
        }
        if (taken) {
            answeredAt = now;
            return;
        }
        left(call.life());
        if (reply instanceof Reply.Unknown<?> unknown && unknown.cause() == Reply.Cause.TIMEOUT) {
            cuts++;
        }
    }

    private void readable(RowLife life, TaskRecord task, long now) {
        boolean running = !task.status().ended();
        Long sent = watched(life) ? sentAt : null;
        ServerHabits seen = new ServerHabits(true, habits.slowest(), running ? Boolean.TRUE : habits.whileRunning());
        if (sent != null && !(habits.kept() && running)) {
            seen = measured(seen, now - sent);
        }
        if (watched(life) || !seen.equals(habits)) {
            bird = null;
            look = null;
        }
        learn(seen);
    }

    private boolean watched(RowLife life) {
        return life == bird || life == look;
    }

    /** Absent while the send was out, and there as soon as it was answered: shown at its end only. */
    private ServerHabits measured(ServerHabits seen, long nanos) {
        boolean atEnd = seen.whileRunning() == null && absentWhileHeld && !absentAfterwards;
        ServerHabits told = atEnd ? new ServerHabits(true, seen.slowest(), false) : seen;
        return told.seenAfter(Duration.ofNanos(nanos));
    }

    private void learn(ServerHabits seen) {
        habits = seen.with(rules.grace().turns());
        rules.heed(habits);
    }

    /** What proves nothing of the key while nothing is known of the server can be the server's doing. */
    StopCause explain(StopCause cause) {
        return habits.kept()
                ? cause
                : new StopCause(
                        cause.kind(),
                        cause.message()
                                + ". Or this server does not keep the ids it is given: " + StopCause.DOCTOR
                                + " --spend finds out");
    }

    /** The number of the row that adds its turn alone; 0 without one. */
    long turn() {
        return firstTurn.number();
    }

    /** The row has gone, or waits again. */
    void left(RowLife life) {
        firstTurn.left(life);
        if (life == bird) {
            bird = null;
            look = null;
        }
    }

    /**
     * Why nothing more may be sent after this reply to the row that went alone; null for no reason.
     *
     * @param change what the reply made of the row
     */
    @Nullable
    StopCause verdict(Window.Call call, Reply<?> reply, @Nullable Change change) {
        if (call.life().claim().appends()) {
            return firstTurn.verdict(call.life(), change);
        }
        Long since = answeredAt;
        if (settled() || call.life() != bird || since == null || call.request() == Step.Request.SEND) {
            return null;
        }
        Claim claim = call.life().claim();
        String start = "row " + claim.number() + " went alone, because nothing is known of this server yet: it took"
                + " the task, but ";
        if (change instanceof Change.Settled && reply instanceof Reply.Absent) {
            learn(new ServerHabits(false, habits.slowest(), habits.whileRunning()));
            return new StopCause(
                    StopCause.Kind.FATAL_ANSWER,
                    start + "the task never appeared under the id that was sent (" + claim.taskId()
                            + "). A server that does not keep the ids it is given cannot be asked for what got lost on"
                            + " the way, so nothing more is sent: one task was spent. Ask the server again with "
                            + StopCause.DOCTOR + " --spend");
        }
        if (!(reply instanceof Reply.NotSent) && rules.hopeless(call.asked() - since)) {
            return new StopCause(
                    StopCause.Kind.FATAL_ANSWER,
                    start + "the task " + claim.taskId() + " could not be read for "
                            + Duration.ofNanos(call.asked() - since).toSeconds()
                            + " s, so nothing more is sent. Look with " + StopCause.DOCTOR
                            + ", then run the same command again");
        }
        return null;
    }
}
