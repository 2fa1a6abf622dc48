package com.handinger.batch.sandbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads of tasks, directly and through their worker, and archiving. */
final class TaskReads {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final SandboxOptions options;
    private final Book book;
    private final Views views;
    private final Timeline time;

    TaskReads(SandboxOptions options, Book book, Views views, Timeline time) {
        this.options = options;
        this.book = book;
        this.views = views;
        this.time = time;
    }

    void task(Call call, String id) {
        call.answer(OK, views.task(readable(id), time.millis()));
    }

    void turns(Call call, String id) {
        call.answer(OK, views.turns(readable(id), time.millis()));
    }

    void archive(Call call, String id) {
        book.record(JournalLine.archived(readable(id).id()));
        call.answer(OK, JsonNodeFactory.instance.objectNode().put("archived", true));
    }

    void worker(Call call, String id) {
        if (book.worker(id) == null) {
            throw new Refusal(NOT_FOUND, "There is no worker " + id + ".");
        }
        Optional<String> named = call.query("taskId");
        Task task = named.isPresent() ? named(named.get(), id) : latest(id);
        call.answer(OK, views.worker(id, task, time.millis()));
    }

    private Task named(String taskId, String worker) {
        if (taskId.isEmpty()) {
            throw new Refusal(options.code(Setting.CONSTRAINT_CODE), "taskId needs at least 1 character.");
        }
        Task task = readable(taskId);
        if (!task.worker().equals(worker)) {
            throw new Refusal(NOT_FOUND, "Worker " + worker + " has no task " + taskId + ".");
        }
        return task;
    }

    private @Nullable Task latest(String worker) {
        Task task = book.latestTask(worker);
        return task != null && visible(task) ? task : null;
    }

    private Task readable(String id) {
        Task task = book.task(id);
        if (task == null || !visible(task)) {
            throw new Refusal(NOT_FOUND, "There is no task " + id + ".");
        }
        return task;
    }

    private boolean visible(Task task) {
        long since = task.createdMillis() + options.limits().readableAfter().toMillis();
        boolean archived = task.archived() && options.is(Setting.ARCHIVED_TASK, "404");
        boolean orphaned = book.deleted(task.worker()) && options.is(Setting.DELETED_WORKER_TASKS, "404");
        return time.millis() >= since && !archived && !orphaned;
    }
}
