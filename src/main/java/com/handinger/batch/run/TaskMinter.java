package com.handinger.batch.run;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.input.Attachment;
import com.handinger.batch.input.Rendering;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.When;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.task.ScheduleOrder;
import com.handinger.batch.task.TaskIds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    public Ledger.Minted mint(int settingsNo, String key, String columns, int attempt, List<Attachment> files) {
        Mold mold = molds.computeIfAbsent(settingsNo, this::mold);
        Rendering.Rendered text = rendered(mold, key, columns);
        String there = text.continues();
        String id = there == null ? mold.ids.mint(key, work(text.input(), files), attempt) : there;
        return new Ledger.Minted(id, mold.worker, text.input(), text.budget(), there != null);
    }

    /** The schedule that a row becomes, where the settings say when. */
    ScheduleOrder order(int settingsNo, String key, String columns) {
        Mold mold = molds.computeIfAbsent(settingsNo, this::mold);
        Rendering.Rendered text = rendered(mold, key, columns);
        When when = Objects.requireNonNull(text.when(), "settings without task.when");
        ScheduleApi.When told = switch (when.type()) {
            case SCHEDULED -> new ScheduleApi.When.At(when.value());
            case DELAYED -> new ScheduleApi.When.In(Long.parseLong(when.value()));
            case CRON -> new ScheduleApi.When.Cron(when.value());
            case INTERVAL -> new ScheduleApi.When.Every(Long.parseLong(when.value()));
        };
        return new ScheduleOrder(mold.worker, new ScheduleApi.Order(text.input(), text.budget(), told));
    }

    private static Rendering.Rendered rendered(Mold mold, String key, String columns) {
        Rendering rendering = mold.template.render(columns);
        if (rendering instanceof Rendering.Rendered text) {
            return text;
        }
        throw new IllegalStateException("row " + key + " was accepted at load and can no longer be rendered: "
                + ((Rendering.Refused) rendering).reason());
    }

    /** The same without an id, unless the task is there and has one. */
    Ledger.Minted mintUnnamed(int settingsNo, String key, String columns, int attempt, List<Attachment> files) {
        Ledger.Minted named = mint(settingsNo, key, columns, attempt, files);
        return named.appends() ? named : new Ledger.Minted("", named.workerId(), named.input(), named.budget());
    }

    /** The same text with other files is other work. */
    private static String work(String input, List<Attachment> files) {
        StringBuilder work = new StringBuilder(input);
        files.forEach(
                file -> work.append('\0').append(file.sha256()).append(' ').append(file.name()));
        return work.toString();
    }

    private Mold mold(int settingsNo) {
        TaskSettings settings = runs.settings(settingsNo);
        try {
            String when = settings.when();
            TaskTemplate template = TaskTemplate.compile(new JobFile.Task(
                    settings.inputTemplate(),
                    settings.budgetTemplate(),
                    settings.continuesTemplate(),
                    when == null ? null : When.of(when),
                    JobFile.Task.Attached.NOTHING));
            TaskIds ids = new TaskIds(job.name(), run.baseUrl(), settings.worker(), run.id());
            String worker = workers.id(settings);
            // Before it is made, rows are only looked up: their ids do not depend on it.
            return new Mold(template, worker == null ? "" : worker, ids);
        } catch (TemplateException e) {
            throw new IllegalStateException("a template of the ledger no longer compiles: " + e.getMessage(), e);
        }
    }
}
