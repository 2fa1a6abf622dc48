package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.When;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.MadeWorker;
import com.handinger.batch.ledger.MadeWorkers;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.task.OutputCheck;
import com.handinger.batch.task.OutputSchemas;
import com.handinger.batch.task.StopCause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The workers of a job: the one that its job file names, or those that were made from its templates. */
final class Workers {

    private final JobFile job;
    private final LedgerRuns runs;
    private final MadeWorkers made;

    Workers(JobFile job, JdbcTemplate jdbc) {
        this.job = job;
        runs = new LedgerRuns(jdbc);
        made = new MadeWorkers(jdbc);
    }

    /** What the job file says that tasks are made from. */
    TaskSettings settings() {
        return settings(new WorkerOrder.None());
    }

    /** The same; a person may want another worker than the one that there is. */
    TaskSettings settings(WorkerOrder order) {
        JobFile.Worker told = job.worker();
        JobFile.Worker.Template written = told.template();
        String input = job.task().input();
        String budget = job.task().budget();
        String continues = job.task().continues();
        When when = job.task().when();
        String whenText = when == null ? null : when.toString();
        List<String> files = job.task().attached().files();
        if (written == null) {
            return new TaskSettings(Objects.requireNonNull(told.id()), null, input, budget, continues, whenText, files);
        }
        WorkerTemplate template = WorkerTemplate.of(written);
        String digest = template.digest(job);
        MadeWorker last = made.last(digest);
        int ordinal = last == null ? 1 : last.ordinal() + (replaced(last, order) ? 1 : 0);
        String ref = MadeWorker.ref(digest, ordinal);
        return new TaskSettings(ref, template.json(), input, budget, continues, whenText, files);
    }

    private static boolean replaced(MadeWorker last, WorkerOrder order) {
        String id = last.id();
        if (id == null || order instanceof WorkerOrder.None) {
            return false;
        }
        return !(order instanceof WorkerOrder.Adopt adopt) || !adopt.id().equals(id);
    }

    /** The id of the worker; null while there is none. */
    @Nullable
    String id(TaskSettings settings) {
        if (settings.template() == null) {
            return settings.worker();
        }
        MadeWorker worker = made.find(settings.worker());
        return worker == null ? null : worker.id();
    }

    /** The worker of the run's next tasks, as files and messages name it. */
    String shown(RunRecord run) {
        TaskSettings settings = runs.settings(run.settingsNo());
        String id = id(settings);
        return id == null ? settings.worker() : id;
    }

    /** What to do when the server does not know the worker any more; null when that is not why a start stops. */
    @Nullable
    String remark(StopCause cause) {
        return job.worker().template() != null
                        && cause.kind() == StopCause.Kind.CREDENTIALS
                        && cause.message().startsWith("the server answered 404")
                ? "The worker was made from worker.template; when it was deleted, run with --new-worker --accept-changes"
                        + " makes another one for the rows that are left"
                : null;
    }

    /**
     * Looks at the outputs of workers whose schema is known.
     *
     * @throws RunException exit 2 when a schema cannot be used
     */
    OutputCheck check() throws RunException {
        Map<String, String> schemas = new LinkedHashMap<>();
        made.templates().forEach((id, json) -> {
            String schema = WorkerTemplate.parse(json).outputSchema();
            if (schema != null) {
                schemas.put(id, schema);
            }
        });
        JobFile.OutputSchema told = job.worker().outputSchema();
        String id = job.worker().id();
        if (told != null && id != null) {
            schemas.put(id, told.json());
        }
        try {
            return schemas.isEmpty() ? OutputCheck.NONE : new OutputSchemas(schemas);
        } catch (IllegalArgumentException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    job.file() + ": the output schema cannot be used: " + e.getMessage() + ". Nothing was sent.",
                    e);
        }
    }
}
