package com.handinger.batch.input;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Nearest;
import com.handinger.batch.jobfile.When;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The templates of a job's {@code task}: Mustache without HTML escaping. A column literally named {@code a.b} beats the
 * path from {@code a} to {@code b}. A plain variable must have a value; a section over an absent value, null, false, an
 * empty text or an empty list is not rendered. Numbers render as they were written, objects and lists as compact JSON,
 * {@code {{.}}} as the whole row. May be shared by threads.
 */
public final class TaskTemplate {

    static final String INPUT = "task.input";
    static final String BUDGET = "task.budget";
    static final String CONTINUES = "task.continues";

    /** Ids are opaque; these characters are those of all that were ever published, and safe in an address. */
    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:-]{0,199}");

    private static final Set<String> BUDGETS = Set.of("low", "standard", "high", "unlimited");

    private final Template input;
    private final Template budget;
    private final @Nullable Template continues;
    private final @Nullable Occasion occasion;
    private final List<AttachmentTemplate> files = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> names = new LinkedHashMap<>();

    private TaskTemplate(JobFile.Task task, @Nullable Instant now) throws TemplateException {
        input = TemplateSyntax.compile(INPUT, task.input());
        budget = TemplateSyntax.compile(BUDGET, task.budget());
        input.visit(new TemplateNames(INPUT, names));
        budget.visit(new TemplateNames(BUDGET, names));
        String there = task.continues();
        continues = there == null ? null : TemplateSyntax.compile(CONTINUES, there);
        if (continues != null) {
            continues.visit(new TemplateNames(CONTINUES, names));
        }
        When when = task.when();
        occasion = when == null
                ? null
                : new Occasion(when.type(), TemplateSyntax.compile(when.type().key(), when.value()), now);
        if (occasion != null) {
            occasion.value.visit(new TemplateNames(occasion.type.key(), names));
        }
        for (String file : task.attached().files()) {
            files.add(new AttachmentTemplate(file, names));
        }
        folder = task.attached().folder();
    }

    /**
     * When the task runs.
     *
     * @param now what has to come after this; null for any time
     */
    private record Occasion(
            When.Type type, Template value, @Nullable Instant now) {

        When of(Map<String, @Nullable Object> columns) {
            return new When(type, value.execute(columns).strip());
        }

        @Nullable
        String fault(When when) {
            String fault = when.fault();
            return fault == null && now != null ? when.passed(now) : fault;
        }
    }

    /**
     * Compiles the templates.
     *
     * @throws TemplateException when one is malformed or uses partials; the message names the key and the line
     */
    public static TaskTemplate compile(JobFile.Task task) throws TemplateException {
        return new TaskTemplate(task, null);
    }

    /**
     * The same where rows whose schedule would run at a moment that has passed are refused.
     *
     * @param now the time that it is compared with
     */
    public static TaskTemplate compile(JobFile.Task task, Instant now) throws TemplateException {
        return new TaskTemplate(task, now);
    }

    /** Whether rows may have files. */
    public boolean attaches() {
        return !files.isEmpty();
    }

    /**
     * The files of a row.
     *
     * @throws AttachmentException when one of them cannot be sent
     */
    List<Attachment> attachments(Map<String, @Nullable Object> columns, AttachmentFiles disk)
            throws AttachmentException {
        List<String> paths = new ArrayList<>();
        for (AttachmentTemplate file : files) {
            try {
                String path = file.render(columns);
                if (path != null) {
                    paths.add(path);
                }
            } catch (MustacheException | IndexOutOfBoundsException e) {
                throw new AttachmentException(
                        refused(AttachmentTemplate.KEY, columns, e).reason());
            }
        }
        try {
            return disk.of(paths, folder);
        } catch (AttachmentException e) {
            throw new AttachmentException(AttachmentTemplate.KEY + ": " + e.getMessage());
        }
    }

    /**
     * Every name in the templates, of sections and inside of them too, with the key of the job file whose template has
     * it first, in order of appearance. Where rows are flat, each of them has to be a column.
     */
    Map<String, String> names() {
        return Collections.unmodifiableMap(names);
    }

    /**
     * Renders a row.
     *
     * @param columnsJson the columns of an {@link InputRecord.Row}
     * @throws IllegalArgumentException when that is no JSON object
     */
    public Rendering render(String columnsJson) {
        try {
            return render(RowJson.parse(columnsJson));
        } catch (RowJson.MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Rendering render(Map<String, @Nullable Object> columns) {
        String text;
        String tier;
        try {
            text = input.execute(columns);
        } catch (MustacheException | IndexOutOfBoundsException e) {
            return refused(INPUT, columns, e);
        }
        try {
            tier = budget.execute(columns).strip();
        } catch (MustacheException | IndexOutOfBoundsException e) {
            return refused(BUDGET, columns, e);
        }
        if (text.isBlank()) {
            return new Rendering.Refused("task.input renders to an empty text");
        }
        if (!BUDGETS.contains(tier)) {
            return new Rendering.Refused(
                    "task.budget renders to \"" + shortened(tier) + "\"; low, standard, high or unlimited is needed");
        }
        if (continues != null) {
            return continued(text, tier, continues, columns);
        }
        return occasion == null ? new Rendering.Rendered(text, tier) : scheduled(text, tier, occasion, columns);
    }

    private static Rendering continued(
            String text, String tier, Template continues, Map<String, @Nullable Object> columns) {
        String taskId;
        try {
            taskId = continues.execute(columns).strip();
        } catch (MustacheException | IndexOutOfBoundsException e) {
            return refused(CONTINUES, columns, e);
        }
        if (taskId.isEmpty()) {
            return new Rendering.Refused("task.continues renders to an empty text; the id of a task is needed");
        }
        return TASK_ID.matcher(taskId).matches()
                ? new Rendering.Rendered(text, tier, taskId, null)
                : new Rendering.Refused("task.continues renders to \"" + shortened(taskId)
                        + "\"; the id of a task is needed, of letters, digits and . _ ~ : -");
    }

    private static Rendering scheduled(
            String text, String tier, Occasion occasion, Map<String, @Nullable Object> columns) {
        When when;
        try {
            when = occasion.of(columns);
        } catch (MustacheException | IndexOutOfBoundsException e) {
            return refused(occasion.type.key(), columns, e);
        }
        String fault = occasion.fault(when);
        return fault == null ? new Rendering.Rendered(text, tier, null, when) : new Rendering.Refused(fault);
    }

    private static Rendering.Refused refused(String key, Map<String, @Nullable Object> columns, RuntimeException e) {
        if (e instanceof MustacheException.Context missing) {
            String needs = key + " needs the column \"" + missing.key + "\", which ";
            if (columns.containsKey(missing.key)) {
                return new Rendering.Refused(needs + "is null");
            }
            String near = Nearest.of(missing.key, columns.keySet());
            return new Rendering.Refused(
                    needs + "is absent" + (near == null ? "" : "; did you mean \"" + near + "\"?"));
        }
        return new Rendering.Refused(key + " cannot be rendered: " + e.getMessage());
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
