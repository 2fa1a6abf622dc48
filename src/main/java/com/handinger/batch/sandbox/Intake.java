package com.handinger.batch.sandbox;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns requests for work into turns, or refuses them. Threads may share it. */
final class Intake {

    private static final int CONFLICT = 409;

    private final Rules rules;
    private final Book book;
    private final Keys keys;
    private final Timeline time;

    Intake(Rules rules, Book book, Keys keys, Timeline time) {
        this.rules = rules;
        this.book = book;
        this.keys = keys;
        this.time = time;
    }

    /** The turn, already in the books. Throws {@link Refusal} when nothing was accepted. */
    synchronized Turn accept(Post post) {
        Task known = known(post);
        checkBalance();
        long now = time.millis();
        if (known != null && known.runningAt(now) && rules.is(Setting.SAME_TASK_WHILE_RUNNING, "409")) {
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
                rules.now()
                        .latency()
                        .millis(post.budget(), dice("latency", id, seq).normal()),
                rules.now().prices().credits(post.budget(), dice("credits", id, seq)),
                end(worker, id, seq),
                post.trigger(),
                post.user());
        book.record(JournalLine.of(turn));
        return turn;
    }

    /** A new worker under an id of its own, already in the books. */
    synchronized Template create(String user, UnaryOperator<Template> fill) {
        long now = time.millis();
        Template blank = new Template(mintWorker(), 0, "", "", "", null, "public", user, now, now);
        Template worker = fill.apply(blank);
        book.record(JournalLine.of(worker));
        return worker;
    }

    private @Nullable Task known(Post post) {
        Task known = post.taskId() == null ? null : book.task(post.taskId());
        if (post.taskId() != null && known == null && rules.is(Setting.UNUSED_TASK_ID, "404")) {
            throw new Refusal(404, "There is no task " + post.taskId() + ".");
        }
        if (known != null && post.workerId() != null && !post.workerId().equals(known.worker())) {
            throw new Refusal(
                    rules.code(Setting.CONSTRAINT_CODE),
                    "Task " + known.id() + " belongs to worker " + known.worker() + ", not to " + post.workerId()
                            + ".");
        }
        return known;
    }

    private void checkBalance() {
        Long balance = rules.limits().balance();
        if (balance != null && book.spent() >= balance) {
            throw new Refusal(rules.code(Setting.NO_CREDITS), "The organisation has no credits left.");
        }
    }

    private Template worker(Post post, @Nullable Task known) {
        String id = post.workerId();
        if (id == null && known == null) {
            return create(
                    post.user(),
                    blank -> blank.describedBy(
                            Prose.dogName(blank.id()), Prose.excerpt(post.input(), 80), post.input()));
        }
        String wanted = id == null && known != null ? known.worker() : String.valueOf(id);
        Template worker = book.existing(wanted);
        keys.checkUse(post.user(), worker);
        return worker;
    }

    private Turn.End end(Template worker, String task, int seq) {
        Dice dice = dice("end", task, seq);
        if (dice.unit() < rules.now().shares().failedRuns()) {
            return Turn.End.FAILED;
        }
        boolean misses = worker.outputSchema() != null
                && dice.unit() < rules.now().shares().schemaMisses();
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
        return Dice.of(rules.now().seed(), purpose, task, seq);
    }
}
