package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobDraft;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.When;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what only the templates and the header of the input tell about a job file, so that all faults come at once. */
public final class JobFit {

    /** A template without columns, in place of one that cannot be compiled. */
    private static final String NO_COLUMNS = "-";

    private final JobDraft draft;

    private JobFit(JobDraft draft) {
        this.draft = draft;
    }

    /** Adds the faults of the templates to those of the job file; opens nothing. */
    public static void checkTemplates(JobDraft draft) {
        var unused = new JobFit(draft).template();
    }

    /**
     * Adds the faults of the templates, and reads the input as far as its header: template and key columns that are
     * absent are added. An input that cannot be read is added only to other faults, since by itself it is no fault of
     * the job file; whoever reads it next meets it again. Where it is unknown how to read it, it is only looked for.
     * Standard input is left alone.
     */
    public static void checkHeader(JobDraft draft) {
        JobFit fit = new JobFit(draft);
        TaskTemplate template = fit.template();
        JobFile.Input input = draft.input();
        if (input != null && input.file() != null) {
            fit.open(input, input.file(), template);
        } else if (input == null && draft.inputFile() != null) {
            fit.find(draft.inputFile());
        }
    }

    private TaskTemplate template() {
        JobFile.@Nullable Task task = draft.task();
        String text = task == null ? NO_COLUMNS : sound(TaskTemplate.INPUT, task.input());
        String budget = task == null ? NO_COLUMNS : sound(TaskTemplate.BUDGET, task.budget());
        String told = task == null ? null : task.continues();
        List<String> files = task == null
                ? List.of()
                : task.attached().files().stream()
                        .map(file -> sound(AttachmentTemplate.KEY, file))
                        .toList();
        try {
            return TaskTemplate.compile(new JobFile.Task(
                    text,
                    budget,
                    told == null ? null : sound(TaskTemplate.CONTINUES, told),
                    task == null ? null : sound(task.when()),
                    new JobFile.Task.Attached(files, Path.of(""))));
        } catch (TemplateException e) {
            throw new IllegalStateException("a template that compiled before", e);
        }
    }

    private @Nullable When sound(@Nullable When when) {
        return when == null ? null : new When(when.type(), sound(when.type().key(), when.value()));
    }

    private String sound(String key, String template) {
        try {
            TemplateSyntax.compile(key, template);
            return template;
        } catch (TemplateException e) {
            draft.refuse(key, e.fault(), "", null);
            return remains(key, template);
        }
    }

    /** Enough of a template that cannot be compiled to look for the columns that it names. */
    private static String remains(String key, String template) {
        String remains = TemplateSyntax.remains(template);
        try {
            TemplateSyntax.compile(key, remains);
            return remains.isEmpty() ? NO_COLUMNS : remains;
        } catch (TemplateException e) {
            return NO_COLUMNS;
        }
    }

    private void open(JobFile.Input input, Path file, TaskTemplate template) {
        try (RowReader reader = RowReader.open(input, file, template, true)) {
            reader.columns();
        } catch (InputException e) {
            for (InputException.Misfit misfit : e.misfits()) {
                draft.refuse(misfit.key(), misfit.found(), misfit.cure(), misfit.nearest());
            }
            if (!e.jobFault()) {
                unreadable(String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            unreadable(file + ": the file cannot be read: " + FileTrouble.of(e));
        }
    }

    private void find(Path file) {
        try {
            InputFile.find(file.toString(), file);
        } catch (InputException e) {
            unreadable(String.valueOf(e.getMessage()));
        }
    }

    private void unreadable(String fault) {
        if (draft.faulty()) {
            draft.refuse("input.file", fault, "", null);
        }
    }
}
