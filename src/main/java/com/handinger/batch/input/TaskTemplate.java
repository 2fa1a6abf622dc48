package com.handinger.batch.input;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Nearest;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    private final Map<String, String> names = new LinkedHashMap<>();

    private TaskTemplate(Template input, Template budget, @Nullable Template continues) {
        this.input = input;
        this.budget = budget;
        this.continues = continues;
        input.visit(new Names(INPUT, names));
        budget.visit(new Names(BUDGET, names));
        if (continues != null) {
            continues.visit(new Names(CONTINUES, names));
        }
    }

    /**
     * Compiles the templates.
     *
     * @throws TemplateException when one is malformed or uses partials; the message names the key and the line
     */
    public static TaskTemplate compile(JobFile.Task task) throws TemplateException {
        String continues = task.continues();
        return new TaskTemplate(
                TemplateSyntax.compile(INPUT, task.input()),
                TemplateSyntax.compile(BUDGET, task.budget()),
                continues == null ? null : TemplateSyntax.compile(CONTINUES, continues));
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
        return continues == null ? new Rendering.Rendered(text, tier) : continued(text, tier, continues, columns);
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
                ? new Rendering.Rendered(text, tier, taskId)
                : new Rendering.Refused("task.continues renders to \"" + shortened(taskId)
                        + "\"; the id of a task is needed, of letters, digits and . _ ~ : -");
    }

    private static Rendering refused(String key, Map<String, @Nullable Object> columns, RuntimeException e) {
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

    /** Collects names. */
    private record Names(String key, Map<String, String> found) implements Mustache.Visitor {

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            if (!TemplateSyntax.SPECIAL.contains(name)) {
                found.putIfAbsent(name, key);
            }
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            visitVariable(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return visitSection(name);
        }
    }
}
