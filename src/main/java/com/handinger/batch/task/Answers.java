package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a row's {@link Answer} from the two objects that hold its parts, so that every way of following looks alike. */
final class Answers {

    private static final Set<Integer> BUSY = Set.of(408, 409, 425, 499);
    private static final int OK = 200;

    private Answers() {}

    /** The outcome of a task that has ended. An answer of a moment when it still ran is not its output. */
    static Outcome outcome(Claim claim, TaskRecord task, WorkerAnswer answer, OutputCheck check) {
        Outcome outcome = outcome(claim, task, answer(task, answer), check);
        return answer.running() ? outcome.withoutOutput() : outcome;
    }

    private static Outcome outcome(Claim claim, TaskRecord task, Answer whole, OutputCheck check) {
        if (task.status() != TaskRecord.Status.COMPLETED) {
            return failed(task, whole);
        }
        return judged(claim, whole, check);
    }

    /** The outcome of a task that has completed with this answer. */
    static Outcome judged(Claim claim, Answer whole, OutputCheck check) {
        if (whole.outputText().isBlank() && whole.structuredOutput() == null) {
            return Outcome.unusable(whole, "empty", "the task completed without any output");
        }
        String fault = check.fault(claim.workerId(), whole.structuredOutput());
        return fault == null ? Outcome.completed(whole) : Outcome.unusable(whole, RowError.SCHEMA, fault);
    }

    /** The outcome of a task that has ended with an answer too long to be read. */
    static Outcome oversized(TaskRecord task) {
        Answer rest = withoutOutput(task);
        Outcome outcome = task.status() == TaskRecord.Status.COMPLETED
                ? Outcome.unusable(rest, "oversized", "the answer is longer than this program reads")
                : failed(task, rest);
        return outcome.withoutOutput();
    }

    private static Outcome failed(TaskRecord task, Answer answer) {
        boolean aborted = task.status() == TaskRecord.Status.ABORTED;
        String message = aborted ? "the task was aborted" : "the task ended in error";
        String said = answer.outputText().strip();
        return Outcome.failed(
                answer,
                new RowError(
                        aborted ? RowError.ABORTED : RowError.ERROR,
                        said.isEmpty() ? message : message + ": " + said,
                        null));
    }

    /** What came with the 2xx, before the task itself was read: its credits are not known yet. */
    static Answer kept(WorkerAnswer answer) {
        return new Answer(
                answer.outputText(), answer.structuredOutput(), answer.sources(), answer.files(), 0, 0, 0, "", null);
    }

    /** What the task itself tells, without any output. */
    static Answer withoutOutput(TaskRecord task) {
        return new Answer(
                "",
                null,
                "[]",
                "[]",
                task.credits(),
                task.durationMs(),
                task.turnCount(),
                task.url(),
                task.completedAt());
    }

    /** Both parts together. */
    static Answer answer(TaskRecord task, WorkerAnswer answer) {
        return new Answer(
                answer.outputText(),
                answer.structuredOutput(),
                answer.sources(),
                answer.files(),
                task.credits(),
                task.durationMs(),
                task.turnCount(),
                task.url(),
                task.completedAt());
    }

    /** Whether the turns of a task are not what the row asked for; none tell nothing. */
    static boolean othersWork(List<TurnRecord> turns, Claim claim) {
        return !turns.isEmpty() && turns.stream().noneMatch(turn -> claim.asks(turn.input()));
    }

    /** Whether an answer came that is larger than any that is read. */
    static boolean tooLarge(Reply<?> reply) {
        return reply instanceof Reply.Unknown<?> unknown && unknown.cause() == Reply.Cause.TOO_LARGE;
    }

    /** Whether a list of turns is refused for good: older servers have none, and none is read without end. */
    static boolean untold(Reply<?> reply) {
        return reply instanceof Reply.Absent || reply instanceof Reply.Refused || tooLarge(reply);
    }

    /** Whether the server is at work, and says no more of the task. */
    static boolean busy(Reply<?> reply) {
        return reply instanceof Reply.Unknown<?> unknown
                && unknown.cause() == Reply.Cause.STATUS
                && unknown.status() != null
                && BUSY.contains(unknown.status());
    }

    /** Why the server, or the bound on answers, keeps back what it knows of a task; null when it does not. */
    static Reply.@Nullable Refused<?> refused(Reply<?> reply) {
        if (reply instanceof Reply.Unknown<?> unknown && tooLarge(reply)) {
            return new Reply.Refused<>(unknown.status() == null ? OK : unknown.status(), unknown.message());
        }
        return reply instanceof Reply.Refused<?> refused ? refused : null;
    }

    /** Failed, with what is known of the task without another read. */
    static Outcome leaving(@Nullable TaskRecord last, @Nullable WorkerAnswer held, RowError error) {
        if (held != null) {
            return Outcome.failed(last == null ? kept(held) : answer(last, held), error);
        }
        return Outcome.failed(last == null ? null : withoutOutput(last), error).withoutOutput();
    }
}
