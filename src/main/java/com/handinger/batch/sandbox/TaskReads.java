package com.handinger.batch.sandbox;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads of tasks, directly and through their worker, and archiving. */
final class TaskReads {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Rules rules;
    private final Book book;
    private final Views views;
    private final Keys keys;
    private final Timeline time;

    TaskReads(Rules rules, Book book, Views views, Keys keys, Timeline time) {
        this.rules = rules;
        this.book = book;
        this.views = views;
        this.keys = keys;
        this.time = time;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.RETRIEVE_TASK, this::task);
        doors.put(Operation.LIST_TASK_TURNS, this::turns);
        doors.put(Operation.ARCHIVE_TASK, this::archive);
        doors.put(Operation.RETRIEVE_WORKER, this::worker);
    }

    private void task(Visit visit) {
        visit.call().answer(OK, views.task(readable(visit.id(), visit.user()), time.millis()));
    }

    private void turns(Visit visit) {
        visit.call().answer(OK, views.turns(readable(visit.id(), visit.user()), time.millis()));
    }

    private void archive(Visit visit) {
        Task task = readable(visit.id(), visit.user());
        Template worker = book.newest(task.worker());
        if (worker != null) {
            keys.checkCreator(visit.user(), worker);
        }
        book.record(JournalLine.archived(task.id()));
        visit.call().answer(OK, JsonNodeFactory.instance.objectNode().put("archived", true));
    }

    private void worker(Visit visit) {
        String id = visit.id();
        keys.checkUse(visit.user(), book.existing(id));
        Optional<String> named = visit.call().query("taskId");
        Task task = named.isPresent() ? named(named.get(), id, visit.user()) : latest(id);
        visit.call().answer(OK, views.worker(id, task, time.millis()));
    }

    private Task named(String taskId, String worker, String user) {
        if (taskId.isEmpty()) {
            throw new Refusal(rules.code(Setting.CONSTRAINT_CODE), "taskId needs at least 1 character.");
        }
        Task task = readable(taskId, user);
        if (!task.worker().equals(worker)) {
            throw new Refusal(NOT_FOUND, "Worker " + worker + " has no task " + taskId + ".");
        }
        return task;
    }

    private @Nullable Task latest(String worker) {
        Task task = book.latestTask(worker);
        return task != null && visible(task) ? task : null;
    }

    private Task readable(String id, String user) {
        Task task = book.task(id);
        if (task == null || !visible(task)) {
            throw new Refusal(NOT_FOUND, "There is no task " + id + ".");
        }
        Template worker = book.newest(task.worker());
        if (worker != null) {
            keys.checkUse(user, worker);
        }
        return task;
    }

    private boolean visible(Task task) {
        long since = task.createdMillis() + rules.limits().readableAfter().toMillis();
        boolean archived = task.archived() && rules.is(Setting.ARCHIVED_TASK, "404");
        boolean orphaned = book.deleted(task.worker()) && rules.is(Setting.DELETED_WORKER_TASKS, "404");
        return time.millis() >= since && !archived && !orphaned;
    }
}
