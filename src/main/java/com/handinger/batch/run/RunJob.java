package com.handinger.batch.run;

import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.task.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;

/**
 * The Spring Batch job of a run: one job instance for each run and each time it was reopened, one execution for each
 * start. An execution that a dead process left behind is recovered first; the store's lock says that it is dead. Whether
 * anything is left to do is the ledger's to say, never the metadata's.
 */
final class RunJob {

    private static final String RUN_ID = "run-id";
    private static final String GENERATION = "generation";

    private final OpenStore store;
    private final RunRecord run;
    private final String name;

    RunJob(OpenStore store, RunRecord run, String name) {
        this.store = store;
        this.run = run;
        this.name = name;
    }

    /**
     * Runs the step until the window is empty or told to stop. Spring Batch lists an ordered stop among the failures, as
     * {@link JobInterruptedException}; here it is none.
     *
     * @return what made it fail; null when it completed or stopped in order
     */
    @Nullable
    Throwable execute(RowStep rows) throws JobExecutionException {
        JobParameters parameters = parameters(run.generation());
        JobExecution stale = store.jobRepository().getLastJobExecution(name, parameters);
        if (stale == null) {
            forget(parameters);
        } else if (stale.isRunning()) {
            store.jobOperator().recover(stale);
        } else if (stale.getStatus() != BatchStatus.STOPPED) {
            reopen(stale);
        }
        JobExecution execution = store.jobOperator().start(job(rows), parameters);
        // A stop in order is an interruption to Spring Batch; why it stopped is the dispatcher's to say.
        return execution.getAllFailureExceptions().stream()
                .filter(failure -> !(failure instanceof JobInterruptedException))
                .findFirst()
                .orElse(null);
    }

    private JobParameters parameters(int generation) {
        return new JobParametersBuilder()
                .addString(RUN_ID, run.id())
                .addLong(GENERATION, (long) generation)
                .toJobParameters();
    }

    /** Removes what Spring Batch keeps of the run. */
    void forget() {
        for (int generation = 0; generation <= run.generation(); generation++) {
            forget(parameters(generation));
        }
    }

    /** An instance is committed before its first execution; one without any would refuse every further start. */
    private void forget(JobParameters parameters) {
        JobInstance half = store.jobRepository().getJobInstance(name, parameters);
        if (half != null) {
            store.jobRepository().deleteJobInstance(half);
        }
    }

    /** An execution whose end could not be noted would refuse every further start. */
    private void reopen(JobExecution stale) {
        stale.getStepExecutions().forEach(step -> {
            step.setStatus(BatchStatus.FAILED);
            store.jobRepository().update(step);
        });
        stale.setStatus(BatchStatus.FAILED);
        store.jobRepository().update(stale);
    }

    private Job job(RowStep rows) {
        Step step = new ChunkOrientedStepBuilder<List<Change>, List<Change>>("rows", store.jobRepository(), 1)
                .transactionManager(store.transactionManager())
                .reader(rows)
                .writer(rows)
                .listener((Object) rows)
                .allowStartIfComplete(true)
                .build();
        return new JobBuilder(name, store.jobRepository()).start(step).build();
    }
}
