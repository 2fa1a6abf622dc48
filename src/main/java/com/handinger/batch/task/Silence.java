package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.StreamEnd;
import org.jspecify.annotations.Nullable;

/**
 * How long a task has not been there, or has not been told about, and the pauses that follow from it. Times are
 * nanoseconds of one monotonic clock.
 */
final class Silence {

    private final FollowRules rules;
    private final boolean turn;
    private final StreamWatch stream;
    private int reads;
    private int failures;
    private boolean polled;
    private boolean told;
    private @Nullable Long absentSince;
    private @Nullable Long refusedSince;

    /** @param turn whether it is a turn of a task that is there, and not a task */
    Silence(FollowRules rules, boolean turn) {
        this.rules = rules;
        this.turn = turn;
        stream = new StreamWatch(rules.streams());
    }

    /** A new question: nothing is known of its answer. */
    void begin() {
        present();
        reads = 0;
    }

    /** The task was read. */
    void present() {
        absentSince = null;
        refusedSince = null;
        failures = 0;
    }

    /** The task was not there at this time. */
    void absent() {
        refusedSince = null;
        failures = 0;
    }

    /** Whether it has been absent since a grace ago; the first time begins it. */
    boolean graceOver(long asked) {
        return absentFor(asked) >= grace();
    }

    /** When it will have been absent for a grace, if it is absent from now on. */
    long graceEnds(long now) {
        return (absentSince == null ? now : absentSince) + grace();
    }

    private long grace() {
        return rules.grace().toNanos(turn);
    }

    private long absentFor(long asked) {
        if (absentSince == null) {
            absentSince = asked;
        }
        return asked - absentSince;
    }

    /** What is left of the pause before a further send; none or less when it is over. */
    long untilResend(int sends, long asked) {
        return rules.resendPause(Math.max(1, sends)) - absentFor(asked);
    }

    /** The pause before an absent task is looked up again: the last look is at the very end of the grace. */
    long untilNextLook(long asked) {
        reads++;
        long left = grace() - absentFor(asked);
        long pause = rules.lookUpPause(reads);
        return left > 0 ? Math.min(left, pause) : pause;
    }

    /** How a task that still runs is followed: by its stream, or by a read after a pause. */
    Step.Ask nextPoll() {
        return stream.opens() ? new Step.Ask(Step.Request.STREAM, 0) : new Step.Ask(Step.Request.TASK, untilNextPoll());
    }

    private long untilNextPoll() {
        reads++;
        polled = true;
        return rules.pollPause(reads, told);
    }

    /** Somebody says that the task has ended: from now on it is polled as one that may have. */
    void told() {
        told = true;
        reads = 0;
        rules.hints().came();
    }

    /** The task has ended, as was read. */
    void ended(long durationMs) {
        rules.tempo().ended(durationMs);
        if (polled && !told) {
            rules.hints().missed();
        }
    }

    /** The read after a stream, which tells what the stream never does. */
    Step.Ask afterStream(Reply<StreamEnd> reply) {
        long pause = switch (stream.ended(reply)) {
            case AT_ONCE -> 0;
            case LIKE_A_POLL -> untilNextPoll();
            case AS_AFTER_A_FAILURE -> afterFailure();
        };
        return new Step.Ask(Step.Request.TASK, pause);
    }

    /** The pause before a read that proved nothing is repeated. */
    long afterFailure() {
        failures++;
        return rules.readPause(failures);
    }

    /** Whether reads have been refused for so long that further ones are without hope. */
    boolean refusedForGood(long asked) {
        if (refusedSince == null) {
            refusedSince = asked;
        }
        return rules.hopeless(asked - refusedSince);
    }

    /** Another task state begins, in which an absence counts anew. */
    void forgetAbsence() {
        absentSince = null;
    }

    /** The task is there for the first time: polls begin with the shortest pause. */
    void found() {
        reads = 0;
    }
}
