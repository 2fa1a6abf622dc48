package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.StreamEnd;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Replies by name. */
public final class Replies {

    /** The worker of all rows here. */
    public static final String WORKER = "wrk_1";

    /** The input of all rows here. */
    public static final String INPUT = "Is it true?\n";

    private static final String OTHER_AND_OURS = "other and ours ";

    private Replies() {}

    /** The reply to a send, or to the read of an answer. */
    public static Reply<WorkerAnswer> answer(String name) {
        return switch (name) {
            case "ok" -> answered("completed", "done", "{\"ok\":true}");
            case "ok-empty" -> answered("completed", "", null);
            case "ok-blank" -> answered("completed", " \n", null);
            case "ok-structured" -> answered("completed", "", "{}");
            case "ok-running" -> answered("running", "", null);
            default -> other(name);
        };
    }

    private static Reply<WorkerAnswer> answered(
            String status, String text, @org.jspecify.annotations.Nullable String structured) {
        return new Reply.Ok<>(
                200, new WorkerAnswer(WORKER, status, status.equals("running"), text, structured, "[]", "[]", null));
    }

    /** The reply to the read of a task. */
    public static Reply<TaskRecord> task(String name) {
        return switch (name) {
            case "pending", "running", "completed", "error", "aborted", "other" -> task(WORKER, name, 1);
            case "completed-in-150s" -> task(WORKER, TaskRecord.Status.COMPLETED, 1, 150_000);
            case "two-turns" -> task(WORKER, "completed", 2);
            case "foreign" -> task("wrk_other", "completed", 1);
            case "foreign-running" -> task("wrk_other", "running", 1);
            case "nameless" -> task("", "completed", 1);
            case "uncounted" -> task(WORKER, "completed", 0);
            case "two-running" -> task(WORKER, "running", 2);
            case "three-turns" -> task(WORKER, "completed", 3);
            default -> name.contains(" ") ? counted(name.split(" ", 2)) : other(name);
        };
    }

    /** @param words the status and how many turns */
    private static Reply<TaskRecord> counted(String... words) {
        return task(WORKER, words[0], Integer.parseInt(words[1]));
    }

    private static Reply<TaskRecord> task(String worker, String status, int turns) {
        TaskRecord.Status word = TaskRecord.Status.valueOf(status.toUpperCase(java.util.Locale.ROOT));
        return task(worker, word, turns, 1200);
    }

    private static Reply<TaskRecord> task(String worker, TaskRecord.Status status, int turns, long durationMs) {
        return new Reply.Ok<>(
                200,
                new TaskRecord("tsk_1", worker, status, 3L * turns, durationMs, turns, "https://x/tsk_1", null, null));
    }

    /** The end of a task's stream. */
    public static Reply<StreamEnd> stream(String name) {
        return switch (name) {
            case "closed" -> new Reply.Ok<>(200, StreamEnd.CLOSED);
            case "json" -> new Reply.Ok<>(200, StreamEnd.NOT_OFFERED);
            case "broken" -> new Reply.Unknown<>(200, Reply.Cause.CONNECTION_LOST, "reset");
            case "quiet" -> new Reply.Unknown<>(200, Reply.Cause.STALLED, "no byte");
            default -> other(name);
        };
    }

    /** The reply to the read of a task's turns. */
    public static Reply<List<TurnRecord>> turns(String name) {
        return switch (name) {
            case "ours" -> new Reply.Ok<>(200, List.of(turn(INPUT)));
            case "padded" -> new Reply.Ok<>(200, List.of(turn("  " + INPUT.strip())));
            case "other-input" -> new Reply.Ok<>(200, List.of(turn("Something else")));
            case "none" -> new Reply.Ok<>(200, List.of());
            case "other, ours" -> new Reply.Ok<>(200, List.of(turn("Something else"), turn(INPUT)));
            case "other, other" -> new Reply.Ok<>(200, List.of(turn("Something else"), turn("Or else")));
            case "other, other, ours" ->
                new Reply.Ok<>(200, List.of(turn("Something else"), turn("Or else"), turn(INPUT)));
            case "other, other, other" ->
                new Reply.Ok<>(200, List.of(turn("Something else"), turn("Or else"), turn("Or more")));
            case "other, ours, other" ->
                new Reply.Ok<>(200, List.of(turn("Something else"), turn(INPUT), turn("Or else")));
            default -> name.startsWith(OTHER_AND_OURS) ? ours(name) : other(name);
        };
    }

    private static Reply<List<TurnRecord>> ours(String name) {
        List<TurnRecord> turns = new ArrayList<>(List.of(turn("Something else")));
        turns.addAll(Collections.nCopies(Integer.parseInt(name.substring(OTHER_AND_OURS.length())), turn(INPUT)));
        return new Reply.Ok<>(200, turns);
    }

    private static TurnRecord turn(String input) {
        return new TurnRecord("trn_1", 0, "completed", input, "done", null, "[]", 3, 1200);
    }

    private static <T> Reply<T> other(String name) {
        return switch (name) {
            case "absent" -> new Reply.Absent<>("no such task");
            case "refused" -> new Reply.Refused<>(400, "bad input");
            case "gone" -> new Reply.Refused<>(410, "gone");
            case "legal" -> new Reply.Refused<>(451, "for legal reasons");
            case "denied" -> new Reply.Denied<>(401, "who are you");
            case "forbidden" -> new Reply.Denied<>(403, "not yours");
            case "unpaid" -> new Reply.Unpaid<>(402, "no credits");
            case "later" -> new Reply.Later<>(429, Duration.ofSeconds(1), "slow down");
            case "later-2h" -> new Reply.Later<>(429, Duration.ofHours(2), "come back later");
            case "later-now" -> new Reply.Later<>(429, Duration.ZERO, "slow down");
            case "not-sent" -> new Reply.NotSent<>("no connection");
            case "lost" -> new Reply.Unknown<>(null, Reply.Cause.CONNECTION_LOST, "reset");
            case "timeout" -> new Reply.Unknown<>(null, Reply.Cause.TIMEOUT, "no answer");
            case "unreadable" -> new Reply.Unknown<>(200, Reply.Cause.UNREADABLE, "a page");
            case "too-large" -> new Reply.Unknown<>(200, Reply.Cause.TOO_LARGE, "too long");
            case "html404" -> new Reply.Unknown<>(404, Reply.Cause.STATUS, "a page");
            default -> new Reply.Unknown<>(Integer.valueOf(name), Reply.Cause.STATUS, "HTTP " + name);
        };
    }
}
