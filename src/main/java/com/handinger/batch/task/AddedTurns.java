package com.handinger.batch.task;

import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The turns that a task got since its base was noted, and which of them are a row's own: those with its text. */
final class AddedTurns {

    private static final Set<String> FAILED = Set.of("error", "failed");

    private final Claim claim;
    private final TaskRecord task;
    private final Base base;
    private final List<TurnRecord> later;
    private final List<TurnRecord> own;
    private final int skipped;

    /** @param others places in the list of those with the row's text that are other rows' */
    AddedTurns(Claim claim, TaskRecord task, Base base, List<TurnRecord> all, Set<Integer> others) {
        this.claim = claim;
        this.task = task;
        this.base = base;
        int from = Math.min(base.turns(), all.size());
        later = all.subList(from, all.size());
        List<Integer> places = IntStream.range(from, all.size())
                .filter(place -> claim.asks(all.get(place).input()) && !others.contains(place))
                .boxed()
                .toList();
        own = places.stream().map(all::get).toList();
        skipped = places.isEmpty() ? 0 : places.get(0) - from;
    }

    /** Whether none of them is the row's. */
    boolean othersOnly() {
        return own.isEmpty();
    }

    /** What the task had before the row's turn, when others came between the base and that; null when none did. */
    @Nullable
    Base behindOthers() {
        List<TurnRecord> others = later.subList(0, skipped);
        return others.isEmpty()
                ? null
                : new Base(
                        base.turns() + skipped,
                        base.credits()
                                + others.stream().mapToLong(TurnRecord::credits).sum(),
                        base.durationMs()
                                + others.stream()
                                        .mapToLong(TurnRecord::durationMs)
                                        .sum());
    }

    /** That none is, for people. */
    String words() {
        return later.size() + (later.size() == 1 ? " turn was" : " turns were") + " added to task " + claim.taskId()
                + " by others, and none with its text that is not another row's";
    }

    /** The task as far as it is the row's; the server is known to have taken a turn of it, in whatever words it is told. */
    TaskRecord share() {
        if (own.isEmpty() || own.size() == later.size()) {
            return grown(task, base, own.isEmpty() ? Math.min(1, later.size()) : own.size());
        }
        return part(
                newest() ? task.status() : status(own.get(0)),
                new Base(
                        own.size(),
                        own.stream().mapToLong(TurnRecord::credits).sum(),
                        own.stream().mapToLong(TurnRecord::durationMs).sum()));
    }

    /** The answer of the row's turn when the task's own answer is that of a later one; null when it is not. */
    @Nullable
    WorkerAnswer answer() {
        if (own.isEmpty() || newest()) {
            return null;
        }
        TurnRecord turn = own.get(0);
        return new WorkerAnswer(
                claim.workerId(),
                turn.status(),
                false,
                turn.outputText(),
                turn.structuredOutput(),
                "[]",
                turn.files(),
                null);
    }

    private boolean newest() {
        return own.get(own.size() - 1).equals(later.get(later.size() - 1));
    }

    private static TaskRecord.Status status(TurnRecord turn) {
        if (FAILED.contains(turn.status())) {
            return TaskRecord.Status.ERROR;
        }
        return "aborted".equals(turn.status()) ? TaskRecord.Status.ABORTED : TaskRecord.Status.COMPLETED;
    }

    /** What the task has beyond its base, where nobody tells its turns apart. */
    static TaskRecord grown(TaskRecord task, Base base) {
        return grown(task, base, task.turnCount() - base.turns());
    }

    private static TaskRecord grown(TaskRecord task, Base base, int turns) {
        return part(
                task,
                task.status(),
                new Base(turns, task.credits() - base.credits(), task.durationMs() - base.durationMs()));
    }

    private TaskRecord part(TaskRecord.Status status, Base part) {
        return part(task, status, part);
    }

    private static TaskRecord part(TaskRecord task, TaskRecord.Status status, Base part) {
        return new TaskRecord(
                task.id(),
                task.workerId(),
                status,
                Math.max(0, part.credits()),
                Math.max(0, part.durationMs()),
                Math.max(0, part.turns()),
                task.url(),
                task.createdAt(),
                task.completedAt());
    }
}
