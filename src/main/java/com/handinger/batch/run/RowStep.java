package com.handinger.batch.run;

import com.handinger.batch.dispatch.DispatchState;
import com.handinger.batch.dispatch.Sending;
import com.handinger.batch.dispatch.Wait;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerReader;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.ResultFiles;
import com.handinger.batch.progress.PaceLog;
import com.handinger.batch.progress.ProgressLog;
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
    private final ProgressLog progress;
    private final PaceLog pace;
    private final ServerNotes notes;
    private final Standing standing;
    private final Chronicle chronicle;

    private @Nullable StepExecution step;
    private long found;

    RowStep(
            Sending dispatcher,
            RunRecord run,
            OpenStore store,
            ResultFiles files,
            ProgressLog progress,
            PaceLog pace,
            ServerNotes notes,
            Standing standing,
            Chronicle chronicle) {
        this.chronicle = chronicle;
        this.notes = notes;
        this.dispatcher = dispatcher;
        this.run = run;
        this.files = files;
        this.progress = progress;
        this.pace = pace;
        this.standing = standing;
        ledger = new Ledger(store.jdbc(), store.transactions());
        reader = new LedgerReader(store.jdbc());
    }

    @Override
    public void beforeStep(StepExecution stepExecution) {
        step = stepExecution;
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
        Stillness still =
                wait == null ? null : new Stillness(wait.reason().name(), wait.text(now, wall), now - state.lastSend());
        progress.tick(now, state.underWay(now, wall), still);
        pace.tick(now, dispatcher.pace());
        standing.tick(now, still);
        chronicle.tick(now, standing.done(), state, dispatcher.pace());
        StepExecution execution = step;
        if (changes == null && execution != null && rowsAreLeft()) {
            execution.setTerminateOnly();
        }
        return changes;
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
                dispatcher.committed(changes);
                project(completed);
            }
        });
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
                progress.settled(settled.outcome().state(), answer == null ? 0 : answer.credits());
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
