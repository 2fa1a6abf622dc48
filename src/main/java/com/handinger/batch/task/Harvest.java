package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a row's task left behind, as far as it was read, and the last read that may be missing. For one thread. */
final class Harvest {

    private final RowLife life;
    private final FollowRules rules;
    private final Silence silence;
    private @Nullable WorkerAnswer held;
    private @Nullable TaskRecord last;

    Harvest(RowLife life, FollowRules rules, Silence silence) {
        this.life = life;
        this.rules = rules;
        this.silence = silence;
    }

    /** The answer to the send, or to a read that stands for it. */
    void keep(WorkerAnswer answer) {
        held = answer;
    }

    /** The task as it was read last. */
    void saw(TaskRecord task) {
        last = task;
        if (task.status().ended()) {
            silence.ended(task.durationMs());
        }
    }

    TaskRecord task() {
        return Objects.requireNonNull(last, "the task is read before what is in it");
    }

    /** Whether the answer to the send is the last word. */
    boolean whole() {
        WorkerAnswer answer = held;
        return answer != null && !answer.running();
    }

    /** The task has ended: with what it left behind, or with the read of it. */
    Decision conclude() {
        WorkerAnswer answer = held;
        if (answer == null || answer.running()) {
            life.fetch();
            silence.forgetAbsence();
            return Decision.ask(Step.Request.WORKER, 0);
        }
        return life.end(Answers.outcome(life.claim(), task(), answer, rules.outputs()));
    }

    /** The reply to that read. */
    Decision fetched(Reply<WorkerAnswer> reply, long asked) {
        TaskRecord task = task();
        if (Answers.tooLarge(reply)) {
            return life.end(Answers.oversized(task));
        }
        boolean gone = reply instanceof Reply.Absent || reply instanceof Reply.Refused;
        boolean behind = reply instanceof Reply.Ok<WorkerAnswer> ok && ok.body().running();
        if ((gone || behind) && !silence.graceOver(asked)) {
            return life.again(reply, Step.Request.WORKER);
        }
        if (reply instanceof Reply.Ok<WorkerAnswer> ok) {
            return life.end(Answers.outcome(life.claim(), task, ok.body(), rules.outputs()));
        }
        return gone ? unread(task) : life.again(reply, Step.Request.WORKER);
    }

    /** A completed task was paid for: a new one in its place only when that very case was ordered. */
    private Decision unread(TaskRecord task) {
        boolean paid = task.status() == TaskRecord.Status.COMPLETED;
        Outcome outcome = leaving(RowError.unread(paid));
        return paid && life.claim().ruling() != Ruling.FRESH_ATTEMPT ? life.settle(outcome) : life.end(outcome);
    }

    /** Failed, with what is known of the task without another read. */
    Outcome leaving(RowError error) {
        return Answers.leaving(last, held, error);
    }
}
