package com.handinger.batch.sandbox;

import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.Executor;

/** Runs schedules when their time has come. Threads may share it. */
final class Alarms {

    private static final Logger LOG = System.getLogger(Alarms.class.getName());

    private final Rules rules;
    private final Book book;
    private final Intake intake;
    private final Timeline time;
    private final Executor threads;

    Alarms(Rules rules, Book book, Intake intake, Timeline time, Executor threads) {
        this.rules = rules;
        this.book = book;
        this.intake = intake;
        this.time = time;
        this.threads = threads;
    }

    /** Sets those of the books. What came due while no sandbox ran is run once. */
    void setAll() {
        book.agenda().schedules().forEach(this::set);
    }

    void set(Schedule schedule) {
        time.at(schedule.nextMillis(), () -> threads.execute(() -> ring(schedule)));
    }

    private void ring(Schedule schedule) {
        try {
            if (moveOn(schedule)) {
                intake.accept(new Post(
                        null,
                        schedule.worker(),
                        schedule.input(),
                        schedule.budget(),
                        schedule.user(),
                        Turn.Trigger.SCHEDULE,
                        List.of()));
            }
        } catch (Refusal refusal) {
            LOG.log(Logger.Level.DEBUG, "The schedule " + schedule.id() + " did not run: " + refusal.text());
        }
    }

    /** False when it was cancelled meanwhile, or its worker deleted. */
    private synchronized boolean moveOn(Schedule schedule) {
        if (!schedule.equals(book.agenda().schedule(schedule.id())) || book.deleted(schedule.worker())) {
            return false;
        }
        Schedule next = schedule.successor(time.millis(), rules.now().zone());
        book.record(next == null ? JournalLine.cancelled(schedule.id()) : JournalLine.of(next));
        if (next != null) {
            set(next);
        }
        return true;
    }
}
