package com.handinger.batch.sandbox;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns requests for work into turns, or refuses them. Threads may share it. */
final class Intake {

    private static final int CONFLICT = 409;

    private final SandboxOptions options;
    private final Book book;
    private final Timeline time;

    Intake(SandboxOptions options, Book book, Timeline time) {
        this.options = options;
        this.book = book;
        this.time = time;
    }

    /** The turn, already in the books. Throws {@link Refusal} when nothing was accepted. */
    synchronized Turn accept(Post post) {
        Task known = known(post);
        checkBalance();
        long now = time.millis();
        if (known != null && known.runningAt(now) && options.is(Setting.SAME_TASK_WHILE_RUNNING, "409")) {
            throw new Refusal(
                    CONFLICT, "Task " + known.id() + " is still running. Read it, and follow up when it has ended.");
        }
        Template worker = worker(post, known);
        String id = post.taskId() == null ? mintTask() : post.taskId();
        int seq = known == null ? 0 : known.turns().size();
        Turn turn = new Turn(
                id,
                worker.id(),
                worker.version(),
                seq,
                post.input(),
                post.budget(),
                now,
                known == null ? now : Math.max(now, known.latest().endsMillis()),
                options.latency().millis(post.budget(), dice("latency", id, seq).normal()),
                options.prices().credits(post.budget(), dice("credits", id, seq)),
                end(worker, id, seq));
        book.record(JournalLine.of(turn));
        return turn;
    }

    /** A new worker under an id of its own, already in the books. */
    synchronized Template create(UnaryOperator<Template> fill) {
        long now = time.millis();
        Template blank = new Template(mintWorker(), 0, "", "", "", null, "public", now, now);
        Template worker = fill.apply(blank);
        book.record(JournalLine.of(worker));
        return worker;
    }

    private @Nullable Task known(Post post) {
        Task known = post.taskId() == null ? null : book.task(post.taskId());
        if (post.taskId() != null && known == null && options.is(Setting.UNUSED_TASK_ID, "404")) {
            throw new Refusal(404, "There is no task " + post.taskId() + ".");
        }
        if (known != null && post.workerId() != null && !post.workerId().equals(known.worker())) {
            throw new Refusal(
                    options.code(Setting.CONSTRAINT_CODE),
                    "Task " + known.id() + " belongs to worker " + known.worker() + ", not to " + post.workerId()
                            + ".");
        }
        return known;
    }

    private void checkBalance() {
        Long balance = options.limits().balance();
        if (balance != null && book.spent() >= balance) {
            throw new Refusal(options.code(Setting.NO_CREDITS), "The organisation has no credits left.");
        }
    }

    private Template worker(Post post, @Nullable Task known) {
        String id = post.workerId();
        if (id == null && known == null) {
            return create(blank ->
                    blank.describedBy(Prose.dogName(blank.id()), Prose.excerpt(post.input(), 80), post.input()));
        }
        String wanted = id == null && known != null ? known.worker() : String.valueOf(id);
        Template worker = book.worker(wanted);
        if (worker == null) {
            throw new Refusal(404, "There is no worker " + wanted + ".");
        }
        return worker;
    }

    private Turn.End end(Template worker, String task, int seq) {
        Dice dice = dice("end", task, seq);
        if (dice.unit() < options.failedRuns()) {
            return Turn.End.FAILED;
        }
        boolean misses = worker.outputSchema() != null && dice.unit() < options.schemaMisses();
        return misses ? Turn.End.SCHEMA_MISSED : Turn.End.COMPLETED;
    }

    private String mintTask() {
        int number = book.taskCount();
        String id;
        do {
            id = dice("task", "minted", number++).id("tsk_");
        } while (book.task(id) != null);
        return id;
    }

    /** An id no worker has, as long as nobody else creates one meanwhile. */
    private String mintWorker() {
        int number = book.workerCount();
        String id;
        do {
            id = dice("worker", "minted", number++).id("wrk_");
        } while (book.created(id));
        return id;
    }

    private Dice dice(String purpose, String task, int seq) {
        return Dice.of(options.seed(), purpose, task, seq);
    }
}
