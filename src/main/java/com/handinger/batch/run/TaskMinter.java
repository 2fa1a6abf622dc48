package com.handinger.batch.run;

import com.handinger.batch.input.Rendering;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.task.TaskIds;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Makes tasks from rows by the settings that each row is bound to. For the one thread that claims. */
final class TaskMinter implements Ledger.Minter {

    private final JobFile job;
    private final RunRecord run;
    private final LedgerRuns runs;
    private final Workers workers;
    private final Map<Integer, Mold> molds = new HashMap<>();

    TaskMinter(JobFile job, RunRecord run, JdbcTemplate jdbc) {
        this.job = job;
        this.run = run;
        runs = new LedgerRuns(jdbc);
        workers = new Workers(job, jdbc);
    }

    private record Mold(TaskTemplate template, String worker, TaskIds ids) {}

    @Override
    public Ledger.Minted mint(int settingsNo, String key, String columns, int attempt) {
        Mold mold = molds.computeIfAbsent(settingsNo, this::mold);
        Rendering rendering = mold.template.render(columns);
        if (rendering instanceof Rendering.Rendered text) {
            String there = text.continues();
            String taskId = there == null ? mold.ids.mint(key, text.input(), attempt) : there;
            return new Ledger.Minted(taskId, mold.worker, text.input(), text.budget(), there != null);
        }
        throw new IllegalStateException("row " + key + " was accepted at load and can no longer be rendered: "
                + ((Rendering.Refused) rendering).reason());
    }

    private Mold mold(int settingsNo) {
        TaskSettings settings = runs.settings(settingsNo);
        try {
            TaskTemplate template = TaskTemplate.compile(new JobFile.Task(
                    settings.inputTemplate(), settings.budgetTemplate(), settings.continuesTemplate()));
            TaskIds ids = new TaskIds(job.name(), run.baseUrl(), settings.worker(), run.id());
            String worker = workers.id(settings);
            // Before it is made, rows are only looked up: their ids do not depend on it.
            return new Mold(template, worker == null ? "" : worker, ids);
        } catch (TemplateException e) {
            throw new IllegalStateException("a template of the ledger no longer compiles: " + e.getMessage(), e);
        }
    }
}
