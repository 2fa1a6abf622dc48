package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowLife;
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
 * other rows follow as soon as it is there. A send that ends without a word makes way for the next row.
 * For one thread.
 */
final class Canary {

    /** A read beside the send. */
    record Look(RowLife life, long delayNanos) {}

    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** A send whose task shows only at its end must not be cut; a connection that died unseen must not hold it for ever. */
    private static final Duration LONGEST_SEND = Duration.ofHours(6);

    /** Each canary is held so many times longer than the one before, so that few are spent on a slow server. */
    private static final int PATIENCE = 4;

    private static final int MOST_STEPS = 5;

    private final FollowRules rules;

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

    Canary(ServerHabits habits, FollowRules rules) {
        this.habits = habits;
        this.rules = rules;
        rules.heed(habits);
    }

    /** What is known of the server by now. */
    ServerHabits habits() {
        return habits;
    }

    /** Whether a row may be sent. */
    boolean free() {
        return habits.kept() || bird == null;
    }

    /** Whether rows wait for the first one. */
    boolean out() {
        return !free();
    }

    /** How long a send is held, when the job file tells so long. */
    Duration deadline(Duration told) {
        if (habits.onlyAtEnd()) {
            return told.compareTo(LONGEST_SEND) > 0 ? told : LONGEST_SEND;
        }
        return habits.kept() ? told : told.multipliedBy((long) Math.pow(PATIENCE, Math.min(cuts + 1, MOST_STEPS)));
    }

    /** Takes a row that an earlier process may have sent: it can answer the question without another send. */
    void recovered(RowLife life, long now) {
        if (free() && !habits.kept()) {
            begin(life);
            answeredAt = life.claim().origin() == Claim.Origin.RUNNING ? now : null;
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

    /** A send goes out. Returns the first look beside it; null when nobody needs one. */
    @Nullable
    Look sent(RowLife life, long now) {
        if (habits.kept()) {
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
        if (reply instanceof Reply.Ok<?> ok && ok.body() instanceof TaskRecord task) {
            readable(call.life(), task, now);
            return null;
        }
        if (call.request() == Step.Request.SEND) {
            sendEnded(call, reply, now);
            return null;
        }
        if (call.life() == bird && reply instanceof Reply.Absent) {
            absentAfterwards = true;
            if (sentAt == null && answeredAt == null) {
                // An earlier process may or may not have sent it: it tells nothing.
                bird = null;
            }
        }
        return call.life() == look ? again(call.life(), reply) : null;
    }

    private @Nullable Look again(RowLife beside, Reply<?> reply) {
        if (answeredAt != null) {
            // From here on the row reads its task itself.
            return null;
        }
        absentWhileHeld |= reply instanceof Reply.Absent;
        pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        return new Look(beside, pause);
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
        if (habits.kept()) {
            if (running && !Boolean.TRUE.equals(habits.whileRunning())) {
                learn(new ServerHabits(true, habits.slowest(), true));
            }
            return;
        }
        Long sent = life == bird || life == look ? sentAt : null;
        ServerHabits seen = new ServerHabits(true, habits.slowest(), running ? Boolean.TRUE : null);
        learn(sent == null ? seen : measured(seen, now - sent));
        bird = null;
        look = null;
    }

    /** Absent while the send was out, and there as soon as it was answered: shown at its end only. */
    private ServerHabits measured(ServerHabits seen, long nanos) {
        boolean atEnd = seen.whileRunning() == null && absentWhileHeld && !absentAfterwards;
        ServerHabits told = atEnd ? new ServerHabits(true, seen.slowest(), false) : seen;
        return told.seenAfter(Duration.ofNanos(nanos));
    }

    private void learn(ServerHabits seen) {
        habits = seen;
        rules.heed(seen);
    }

    /** What proves nothing of the key while nothing is known of the server can be the server's doing. */
    StopCause explain(StopCause cause) {
        return habits.kept()
                ? cause
                : new StopCause(
                        cause.kind(),
                        cause.message()
                                + ". Or this server does not keep the ids it is given: doctor JOB --spend finds out");
    }

    /** The row has gone, or waits again. */
    void left(RowLife life) {
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
        Long since = answeredAt;
        if (call.life() != bird || since == null || call.request() == Step.Request.SEND) {
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
                            + " the way, so nothing more is sent: one task was spent. Ask the server again with"
                            + " doctor JOB --spend");
        }
        if (!(reply instanceof Reply.NotSent) && rules.hopeless(call.asked() - since)) {
            return new StopCause(
                    StopCause.Kind.FATAL_ANSWER,
                    start + "the task " + claim.taskId() + " could not be read for "
                            + Duration.ofNanos(call.asked() - since).toSeconds()
                            + " s, so nothing more is sent. Look with doctor JOB, then run the same command again");
        }
        return null;
    }
}
