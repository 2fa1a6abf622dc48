package com.handinger.batch.run;

import com.handinger.batch.budget.Purse;
import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.dispatch.Sending;
import com.handinger.batch.dispatch.Wait;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerReader;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.ResultFiles;
import com.handinger.batch.progress.Journal;
import com.handinger.batch.progress.Moment;
import com.handinger.batch.progress.PaceLog;
import com.handinger.batch.progress.Progress;
import com.handinger.batch.progress.Stillness;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.StopCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The step over the completion window: an item is whatever happened to rows since the last one, in any order. It is
 * written to the ledger in the chunk's transaction, and only after that commit to the live result file.
 */
final class RowStep implements ItemReader<List<Change>>, ItemWriter<List<Change>>, StepExecutionListener {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Sending dispatcher;
    private final RunRecord run;
    private final Ledger ledger;
    private final LedgerReader reader;
    private final ResultFiles files;
    private final Progress progress;
    private final PaceLog pace;
    private final ServerNotes notes;
    private final Standing standing;
    private final Purse purse;
    private final RowEvents events;
    private final Chronicle chronicle;
    private final Readings readings;

    private @Nullable StepExecution step;
    private long found;

    /**
     * Who follows what happens.
     *
     * @param purse asked how the money stands
     */
    record Watchers(
            Progress progress,
            PaceLog pace,
            ServerNotes notes,
            Standing standing,
            Purse purse,
            Journal journal,
            Chronicle chronicle,
            Readings readings) {}

    RowStep(Sending dispatcher, RunRecord run, OpenStore store, ResultFiles files, Watchers watchers) {
        this.dispatcher = dispatcher;
        this.run = run;
        this.files = files;
        progress = watchers.progress;
        pace = watchers.pace;
        notes = watchers.notes;
        standing = watchers.standing;
        purse = watchers.purse;
        chronicle = watchers.chronicle;
        readings = watchers.readings;
        ledger = new Ledger(store.jdbc(), store.transactions());
        reader = new LedgerReader(store.jdbc());
        events = new RowEvents(watchers.journal, reader);
        events.left(run);
    }

    @Override
    public void beforeStep(StepExecution stepExecution) {
        step = stepExecution;
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
        progress.end();
        return null;
    }

    @Override
    public @Nullable List<Change> read() throws InterruptedException {
        List<Change> changes = dispatcher.take(PATIENCE);
        notes.keep(dispatcher.habits());
        notes.keep(dispatcher.pace(), false);
        DispatchState state = dispatcher.state();
        long now = System.nanoTime();
        StopCause stop = state.stop();
        if (stop != null && stop.waitsForTasks() && state.inFlight() > 0) {
            progress.once(stop.message()
                    + ". Nothing new is sent; the tasks under way are paid in any case and followed to their end.");
        }
        LocalTime wall = LocalTime.now(ZoneId.systemDefault());
        Wait wait = state.waiting();
        Stillness still = wait == null
                ? null
                : new Stillness(
                        wait.reason().name(),
                        wait.text(now, wall),
                        now - state.lastSend(),
                        wait.reason().pause());
        progress.tick(now, moment(state, state.underWay(now, wall), still));
        events.tick(state, dispatcher.pace(), now, wall);
        pace.tick(now, dispatcher.pace());
        standing.tick(now, state, purse.standing().reserved(), still);
        chronicle.tick(now, standing.done(), state, dispatcher.pace());
        readings.tick(now, state, dispatcher.pace(), still);
        StepExecution execution = step;
        if (changes == null && execution != null && rowsAreLeft()) {
            execution.setTerminateOnly();
        }
        return changes;
    }

    private Moment moment(DispatchState state, String underWay, @Nullable Stillness still) {
        Purse.Standing money = purse.standing();
        Moment.Credits credits = new Moment.Credits(money.spent(), money.reserved(), money.limit());
        return new Moment(state.inFlight(), state.inDoubt(), underWay, credits, still);
    }

    /** Then the job instance must stay open: stopped, or only a part of the rows was selected. */
    private boolean rowsAreLeft() {
        return dispatcher.stopped() != null || ledger.counts(run, RowRange.ALL).open() > 0;
    }

    @Override
    public void write(Chunk<? extends List<Change>> chunk) {
        for (List<Change> changes : chunk) {
            if (!changes.isEmpty()) {
                write(changes);
            }
        }
    }

    private void write(List<Change> changes) {
        List<Long> completed = ledger.apply(run, changes);
        HaltPoint.IN_COMMIT.reached();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count(changes);
                force(changes);
                events.committed(changes);
                dispatcher.committed(changes);
                project(completed);
            }
        });
    }

    /** What a task had before a turn of ours is on disk before that turn is sent. */
    private void force(List<Change> changes) {
        if (changes.stream().anyMatch(Change.Based.class::isInstance)) {
            ledger.force();
            HaltPoint.TURN_BASED.reached();
        }
    }

    /** Rows whose task was found at the server by a look-up. */
    long found() {
        return found;
    }

    private void count(List<Change> changes) {
        for (Change change : changes) {
            found += change instanceof Change.Running running && running.kept() == null ? 1 : 0;
            if (change instanceof Change.Settled settled) {
                Answer answer = settled.outcome().answer();
                standing.settled(settled.outcome());
                long took = answer == null ? 0 : answer.durationMs();
                progress.settled(settled.outcome().state(), took);
                readings.settled(settled.outcome().state(), took);
            }
        }
    }

    private void project(List<Long> completed) {
        if (completed.isEmpty()) {
            return;
        }
        HaltPoint.COMMITTED.reached();
        try {
            files.append(reader.rows(completed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
