package com.handinger.batch.task;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;

/**
 * How patient a row is: policies as data. Nothing here waits; the dispatcher is the only one that does.
 *
 * @param resend how often one task id is sent at most, and the pause before each further send
 * @param reads the pause before a failed read is repeated; reads never give up, since an outage is not the row's fault
 * @param polls the pause before a running task is read again
 * @param lookUps the pause before an absent task is looked up again
 * @param tempo how long tasks take, as far as it was seen: polls follow it
 * @param grace how long a task must stay absent before it counts as never taken
 * @param taskTime how long a task may run after its send
 * @param whenAbsent what becomes of a row whose task proved absent
 * @param streams whether event streams tell when to read a running task
 * @param hints whether somebody else tells that
 * @param outputs whether the output of a completed task is usable
 */
public record FollowRules(
        RetryConfig resend,
        RetryConfig reads,
        IntervalFunction polls,
        IntervalFunction lookUps,
        Tempo tempo,
        Grace grace,
        Duration taskTime,
        WhenAbsent whenAbsent,
        Streams streams,
        Hints hints,
        OutputCheck outputs) {

    /** What becomes of a row whose task proved absent after an unknown outcome. */
    public enum WhenAbsent {
        /** The same id is sent again, as long as there are sends left. */
        RESEND,
        /** It has failed, and a person decides. */
        HOLD,
        /** It is given back: this start sends nothing. */
        GIVE_BACK
    }

    /** A read that says nothing of its task for so many graces is given up; an absence is not. */
    private static final int SILENT_GRACES = 10;

    private static final Duration ENDLESS = Duration.ofDays(36_500);
    private static final Duration READ_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_READ_PAUSE = Duration.ofSeconds(30);
    private static final Duration POLL_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_POLL_PAUSE = Duration.ofSeconds(30);
    private static final Duration LOOK_UP_PAUSE = Duration.ofSeconds(1);
    private static final double GROWTH = 1.5;
    private static final double DOUBLING = 2.0;
    private static final double JITTER = 0.25;
    private static final Duration LONGEST_NET = Duration.ofMinutes(10);
    /** Below tasks of unknown length, whose end somebody should tell. */
    private static final IntervalFunction NET =
            IntervalFunction.ofExponentialRandomBackoff(Duration.ofMinutes(1), GROWTH, JITTER, LONGEST_NET);
    /** The same where it is known how long tasks take; what is overdue is read then. */
    private static final IntervalFunction FINE_NET =
            IntervalFunction.ofExponentialRandomBackoff(Duration.ofSeconds(5), GROWTH, JITTER, LONGEST_NET);

    /** The rules for a job's settings. */
    public static FollowRules of(int attempts, Duration backoffMin, Duration backoffMax, Duration grace) {
        return new FollowRules(
                policy(attempts, IntervalFunction.ofExponentialBackoff(backoffMin, DOUBLING, backoffMax)),
                policy(
                        Integer.MAX_VALUE,
                        IntervalFunction.ofExponentialRandomBackoff(READ_PAUSE, DOUBLING, JITTER, LONGEST_READ_PAUSE)),
                IntervalFunction.ofExponentialRandomBackoff(POLL_PAUSE, GROWTH, JITTER, LONGEST_POLL_PAUSE),
                IntervalFunction.ofExponentialBackoff(LOOK_UP_PAUSE, DOUBLING, LONGEST_READ_PAUSE),
                new Tempo(),
                new Grace(grace),
                ENDLESS,
                WhenAbsent.RESEND,
                new Streams(false),
                new Hints(false),
                OutputCheck.NONE);
    }

    /** The same with an end for tasks that run too long; without one they may run for ever. */
    public FollowRules withTaskTime(Duration limit) {
        return new FollowRules(resend, reads, polls, lookUps, tempo, grace, limit, whenAbsent, streams, hints, outputs);
    }

    /** The same with a look at the outputs. */
    public FollowRules checking(OutputCheck check) {
        return new FollowRules(
                resend, reads, polls, lookUps, tempo, grace, taskTime, whenAbsent, streams, hints, check);
    }

    /** The same for a start that only settles what earlier ones sent. */
    public FollowRules sendingNothing() {
        return whenAbsent == WhenAbsent.HOLD ? this : with(WhenAbsent.GIVE_BACK);
    }

    /** The same for a job that never sends again by itself what may have been taken. */
    public FollowRules holding() {
        return with(WhenAbsent.HOLD);
    }

    private FollowRules with(WhenAbsent choice) {
        return new FollowRules(resend, reads, polls, lookUps, tempo, grace, taskTime, choice, streams, hints, outputs);
    }

    /** The same with event streams where the server has them. */
    public FollowRules streaming() {
        return new FollowRules(
                resend, reads, polls, lookUps, tempo, grace, taskTime, whenAbsent, new Streams(true), hints, outputs);
    }

    /** The same where somebody tells that a task has ended. */
    public FollowRules hinted() {
        return new FollowRules(
                resend, reads, polls, lookUps, tempo, grace, taskTime, whenAbsent, streams, new Hints(true), outputs);
    }

    private static RetryConfig policy(int attempts, IntervalFunction pause) {
        return RetryConfig.custom()
                .maxAttempts(attempts)
                .intervalFunction(pause)
                .build();
    }

    /** Waits longer for tasks from here on, when the server is slow to show them. */
    public void heed(ServerHabits habits) {
        grace.atLeast(habits.grace());
        grace.atEndOnly(habits.onlyAtEnd());
        grace.turns(habits.turns());
    }

    boolean maySendAgain(int sends) {
        return sends < resend.getMaxAttempts();
    }

    long resendPause(int sends) {
        return nanos(interval(resend, sends));
    }

    /**
     * The pause before a read is repeated.
     *
     * @param failures how often it failed so far, from 1
     * @return nanoseconds
     */
    public long readPause(int failures) {
        return nanos(interval(reads, failures));
    }

    /** Whether so many nanoseconds without a word of the task are enough. */
    public boolean hopeless(long silent) {
        return silent >= grace.toNanos() * SILENT_GRACES;
    }

    /**
     * The pause before a running task is read again.
     *
     * @param polls so far, from 1
     * @param told whether somebody said that it has ended
     * @return nanoseconds
     */
    long pollPause(int polls, boolean told) {
        return !told && hints.trusted()
                ? Math.max(nanos((tempo.known() ? FINE_NET : NET).apply(polls)), tempo.overdue())
                : Math.max(nanos(this.polls.apply(polls)), tempo.pause());
    }

    long lookUpPause(int lookUps) {
        return nanos(this.lookUps.apply(lookUps));
    }

    private static long interval(RetryConfig policy, int attempt) {
        return policy.getIntervalBiFunction().apply(attempt, Either.right(attempt));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
