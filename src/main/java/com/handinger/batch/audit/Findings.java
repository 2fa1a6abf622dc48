package com.handinger.batch.audit;

import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.ledger.AuditFinding;
import com.handinger.batch.ledger.AuditFinding.Kind;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.ledger.AuditedAttempt.Expected;
import com.handinger.batch.task.RowState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in what an attempt and its task at the server disagree. */
final class Findings {

    private Findings() {}

    /** Whether the task itself does not say what the attempt amounts to. */
    static boolean needsTurns(AuditedAttempt attempt, TaskRecord task) {
        return attempt.shared() || surplus(attempt, task);
    }

    private static boolean surplus(AuditedAttempt attempt, TaskRecord task) {
        return attempt.newestTurn() && task.turnCount() > attempt.last();
    }

    /** @param turns null when they could not be read, or need not be */
    static AuditVerdict present(AuditedAttempt attempt, TaskRecord task, @Nullable List<TurnRecord> turns) {
        List<AuditFinding> found = new ArrayList<>();
        if (attempt.expected() == Expected.ABSENT && attempt.before() == 0) {
            found.add(new AuditFinding(
                    Kind.UNEXPECTED,
                    "the ledger has it as " + attempt.words() + " and never taken, and the server has the task ("
                            + word(task) + ", " + credits(task.credits()) + ")",
                    0,
                    task.credits()));
        }
        String worker = attempt.workerId();
        if (worker != null && !task.workerId().isEmpty() && !task.workerId().equals(worker)) {
            found.add(new AuditFinding(
                    Kind.OTHER_WORKER,
                    "the task belongs to worker " + task.workerId() + " and not to " + worker,
                    0,
                    task.credits()));
        }
        TaskRecord own = attempt.shared() ? own(attempt, task, turns) : task;
        if (surplus(attempt, task)) {
            found.add(surplus(attempt, task, turns));
        } else {
            compare(attempt, own, found);
        }
        // A server that does not count turns says nothing of them.
        int counted = own.turnCount() == 0 ? attempt.turns() : own.turnCount();
        AuditVerdict.Seen seen =
                new AuditVerdict.Seen(own.credits(), counted, task.status().ended());
        return new AuditVerdict(attempt, seen, found);
    }

    /** Of a task with turns of several attempts, or of others, the turn of this one; as it is on the books if it is not told. */
    private static TaskRecord own(AuditedAttempt attempt, TaskRecord task, @Nullable List<TurnRecord> turns) {
        // Of a row that was paid more than once, nobody tells which of the turns are its own.
        boolean told = attempt.turns() <= 1 && turns != null && turns.size() > attempt.before();
        long credits = turns != null && told ? turns.get(attempt.before()).credits() : attempt.credits();
        return new TaskRecord(
                task.id(),
                task.workerId(),
                attempt.newestTurn() ? task.status() : TaskRecord.Status.OTHER,
                credits,
                task.durationMs(),
                attempt.turns(),
                task.url(),
                task.createdAt(),
                task.completedAt());
    }

    private static AuditFinding surplus(AuditedAttempt attempt, TaskRecord task, @Nullable List<TurnRecord> turns) {
        int more = task.turnCount() - attempt.last();
        Long known = turns == null || turns.size() < attempt.last()
                ? null
                : Long.valueOf(turns.subList(0, attempt.last()).stream()
                        .mapToLong(TurnRecord::credits)
                        .sum());
        Long cost = known == null ? null : Long.valueOf(Math.max(0, task.credits() - known));
        return new AuditFinding(
                Kind.SURPLUS_TURNS,
                task.turnCount() + (task.turnCount() == 1 ? " turn" : " turns") + " instead of " + attempt.last()
                        + (cost == null
                                ? "; what the first one cost cannot be read, the task cost " + credits(task.credits())
                                : ": " + credits(cost) + " of " + task.credits() + (cost == 1 ? " is" : " are")
                                        + " surplus"),
                more,
                cost);
    }

    /** A task that should be there and has its one turn. */
    private static void compare(AuditedAttempt attempt, TaskRecord task, List<AuditFinding> found) {
        if (!attempt.state().settled() || attempt.expected() != Expected.THERE) {
            return;
        }
        boolean ended = task.status().ended() || attempt.shared();
        if (ended && task.credits() != attempt.credits()) {
            found.add(new AuditFinding(
                    Kind.DIFFERENT_CREDITS,
                    "the server counts " + credits(task.credits()) + ", the ledger had " + attempt.credits(),
                    0,
                    task.credits() - attempt.credits()));
        }
        TaskRecord.Status meant = meant(attempt);
        if (meant != null && task.status() != meant && task.status() != TaskRecord.Status.OTHER) {
            found.add(new AuditFinding(
                    Kind.DIFFERENT_STATUS,
                    "the ledger has it as " + attempt.words() + ", and the server says " + word(task),
                    0,
                    0L));
        }
    }

    /** How the task ended as far as the ledger knows; null when it does not. */
    private static TaskRecord.@Nullable Status meant(AuditedAttempt attempt) {
        if (attempt.state() != RowState.FAILED) {
            return TaskRecord.Status.COMPLETED;
        }
        if ("error".equals(attempt.errorKind())) {
            return TaskRecord.Status.ERROR;
        }
        return "aborted".equals(attempt.errorKind()) ? TaskRecord.Status.ABORTED : null;
    }

    static AuditVerdict absent(AuditedAttempt attempt) {
        if (attempt.expected() != Expected.THERE) {
            return new AuditVerdict(attempt, null, List.of());
        }
        AuditFinding missing = new AuditFinding(
                Kind.MISSING,
                "the ledger has it as " + attempt.words() + ", and the server does not know the task",
                0,
                attempt.credits());
        return new AuditVerdict(attempt, null, List.of(missing));
    }

    static AuditVerdict unreadable(AuditedAttempt attempt, String why) {
        return new AuditVerdict(
                attempt,
                null,
                List.of(new AuditFinding(
                        Kind.UNREADABLE, "whether the server has the task cannot be read: " + why, 0, null)));
    }

    private static String word(TaskRecord task) {
        return task.status() == TaskRecord.Status.OTHER
                ? "with an unknown status"
                : task.status().name().toLowerCase(Locale.ROOT);
    }

    private static String credits(long credits) {
        return credits == 1 ? "1 credit" : credits + " credits";
    }
}
