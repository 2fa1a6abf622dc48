package com.handinger.batch.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** {@code POST /api/tasks}: takes work in and answers when it is done. No thread waits with the caller. */
final class TaskDoor {

    private static final int ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long LONGEST_SILENCE_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Rules rules;
    private final Book book;
    private final Intake intake;
    private final Views views;
    private final Timeline time;
    private final Executor threads;
    private final Counters counters;

    TaskDoor(Rules rules, Book book, Intake intake, Views views, Timeline time, Executor threads, Counters counters) {
        this.rules = rules;
        this.book = book;
        this.intake = intake;
        this.views = views;
        this.time = time;
        this.threads = threads;
        this.counters = counters;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.CREATE_TASK, this::post);
    }

    private void post(Visit visit) {
        Call call = visit.call();
        if (call.header("Content-Type").startsWith("multipart/")) {
            throw new Refusal(501, "The sandbox does not take files yet. Send the task as application/json.");
        }
        Post post = read(visit);
        Fault fault = fault(post);
        switch (fault) {
            case DROP_BEFORE_WORK -> call.drop();
            case ERROR_BEFORE_WORK -> call.error(ERROR, "Something went wrong. Nothing was started.");
            case TOO_MANY_REQUESTS ->
                throw new Refusal(TOO_MANY_REQUESTS, "Too many requests.", Map.of("Retry-After", "1"));
            default -> work(call, intake.accept(post), fault);
        }
    }

    private Post read(Visit visit) {
        Members members = Members.read(visit.body(), rules.code(Setting.CONSTRAINT_CODE));
        return new Post(
                members.text("taskId", 1, Integer.MAX_VALUE),
                members.text("workerId", 1, Integer.MAX_VALUE),
                members.required("input"),
                members.budget(),
                visit.user(),
                Turn.Trigger.API,
                List.of());
    }

    private Fault fault(Post post) {
        String counted = post.taskId() == null ? "" : post.taskId();
        int number = counters.post(counted);
        double dice = Dice.of(rules.now().seed(), "fault", counted, number).unit();
        return rules.now().faults().on(new TaskPost(post.taskId(), post.workerId(), post.input(), number, dice));
    }

    private void work(Call call, Turn turn, Fault fault) {
        if (fault == Fault.DROP_AFTER_START) {
            call.drop();
            return;
        }
        counters.opened();
        long now = time.millis();
        Duration longest = rules.limits().maxOpen();
        long cut = longest == null ? Long.MAX_VALUE : now + longest.toMillis();
        if (fault == Fault.SILENCE) {
            at(Math.min(cut, now + LONGEST_SILENCE_MILLIS), () -> cut(call));
        } else if (turn.endsMillis() > cut) {
            at(cut, () -> cut(call));
        } else {
            at(turn.endsMillis(), () -> finish(call, turn, fault));
        }
    }

    private void at(long millis, Runnable end) {
        time.at(
                millis,
                () -> threads.execute(() -> {
                    counters.closed();
                    end.run();
                }));
    }

    private void cut(Call call) {
        String how = rules.choice(Setting.OPEN_TOO_LONG);
        if (how.equals("drop")) {
            call.drop();
        } else {
            call.gatewayError(Integer.parseInt(how), "Gateway Timeout");
        }
    }

    private void finish(Call call, Turn turn, Fault fault) {
        Task task = book.task(turn.task());
        if (fault == Fault.BAD_GATEWAY_AFTER_WORK) {
            call.gatewayError(BAD_GATEWAY, "Bad Gateway");
        } else if (turn.end() == Turn.End.FAILED && rules.is(Setting.FAILED_RUN, "500")) {
            call.error(ERROR, "The run failed.");
        } else if (task != null) {
            call.answer(
                    rules.code(Setting.SUCCESS_CODE), views.worker(turn.worker(), task.upTo(turn), turn.endsMillis()));
        }
    }
}
