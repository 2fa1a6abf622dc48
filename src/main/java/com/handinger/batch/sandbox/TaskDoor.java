package com.handinger.batch.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/tasks}: takes work in and answers when it is done. No thread waits with the caller. */
final class TaskDoor {

    private static final int ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int FORBIDDEN = 403;
    private static final long BURST_MILLIS = 2000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long LONGEST_SILENCE_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Rules rules;
    private final Book book;
    private final Intake intake;
    private final Views views;
    private final Timeline time;
    private final Executor threads;
    private final Counters counters;
    private final Throttle throttle;
    private final Streams streams;
    private final Vault vault;

    TaskDoor(
            Rules rules,
            Book book,
            Intake intake,
            Views views,
            Timeline time,
            Executor threads,
            Counters counters,
            Throttle throttle,
            Streams streams,
            Vault vault) {
        this.rules = rules;
        this.book = book;
        this.intake = intake;
        this.views = views;
        this.time = time;
        this.threads = threads;
        this.counters = counters;
        this.throttle = throttle;
        this.streams = streams;
        this.vault = vault;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.CREATE_TASK, this::post);
    }

    private void post(Visit visit) {
        Post post = read(visit);
        Fault fault = fault(post);
        if (!refused(visit.call(), fault)) {
            work(visit.call(), post, intake.accept(post), fault);
        }
    }

    /** Whether the fault has answered, or broken the connection, before any work was begun. */
    private boolean refused(Call call, Fault fault) {
        switch (fault) {
            case DROP_BEFORE_READ, DROP_BEFORE_WORK -> call.drop();
            case ERROR_BEFORE_WORK -> call.error(ERROR, "Something went wrong. Nothing was started.");
            case MALFORMED_ERROR -> call.brokenError(ERROR);
            case HTML_ERROR -> call.gatewayError(UNAVAILABLE, "Service Unavailable");
            case FORBIDDEN -> throw new Refusal(FORBIDDEN, "The key may not use this worker.");
            case TOO_MANY_REQUESTS ->
                throw new Refusal(TOO_MANY_REQUESTS, "Too many requests.", Map.of("Retry-After", "1"));
            case TOO_MANY_REQUESTS_BURST -> {
                throttle.block(call.header("Authorization"), time.millis() + BURST_MILLIS);
                throw new Refusal(TOO_MANY_REQUESTS, "Too many requests.", Map.of("Retry-After", "2"));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Post read(Visit visit) {
        String type = visit.call().header("Content-Type");
        boolean multipart = type.startsWith("multipart/form-data");
        Form form = multipart ? Form.read(type, visit.body()) : null;
        int code = rules.code(Setting.CONSTRAINT_CODE);
        Members members = form == null ? Members.read(visit.body(), code) : Members.of(form.members(), code);
        return new Post(
                members.text("taskId", 1, Integer.MAX_VALUE),
                members.text("workerId", 1, Integer.MAX_VALUE),
                members.required("input"),
                members.budget(),
                visit.user(),
                Turn.Trigger.API,
                form == null ? List.of() : kept(form.files()),
                members.flag("stream"));
    }

    private List<Attachment> kept(List<Form.Upload> files) {
        List<Attachment> kept = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Form.Upload file : files) {
            String name = file.name();
            for (int i = 2; !names.add(name); i++) {
                name = i + "-" + file.name();
            }
            byte[] bytes = file.bytes();
            kept.add(new Attachment(name, file.mediaType(), bytes.length, vault.keep(bytes)));
        }
        return kept;
    }

    private Fault fault(Post post) {
        String counted = post.taskId() == null ? "" : post.taskId();
        int number = counters.post(counted);
        double dice = Dice.of(rules.now().seed(), "fault", counted, number).unit();
        return rules.now().faults().on(new TaskPost(post.taskId(), post.workerId(), post.input(), number, dice));
    }

    private void work(Call call, Post post, Turn turn, Fault fault) {
        if (fault == Fault.DROP_AFTER_START) {
            call.drop();
            return;
        }
        if (fault == Fault.ERROR_AFTER_START) {
            call.error(ERROR, "Something went wrong.");
            return;
        }
        counters.opened();
        Task task = book.task(turn.task());
        if (task != null && post.streamed() && streams.offered()) {
            streams.follow(call, task.upTo(turn), counters::closed);
            return;
        }
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
        } else if (fault == Fault.DROP_AFTER_WORK) {
            call.drop();
        } else if (turn.end() == Turn.End.FAILED && rules.is(Setting.FAILED_RUN, "500")) {
            call.error(ERROR, "The run failed.");
        } else if (task != null) {
            ObjectNode worker = views.worker(turn.worker(), task.upTo(turn), turn.endsMillis());
            int code = rules.code(Setting.SUCCESS_CODE);
            if (fault == Fault.SLOW_ANSWER) {
                new SlowAnswer(call, worker, time, threads).start(code);
            } else {
                call.answer(code, worker);
            }
        }
    }
}
