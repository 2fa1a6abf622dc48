package com.handinger.batch.input;

import com.handinger.batch.jobfile.JobFile;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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

    private static final Set<String> BUDGETS = Set.of("low", "standard", "high", "unlimited");

    private final Template input;
    private final Template budget;
    private final Map<String, String> columns = new LinkedHashMap<>();

    private TaskTemplate(Template input, Template budget) {
        this.input = input;
        this.budget = budget;
        input.visit(new PlainVariables(INPUT, columns));
        budget.visit(new PlainVariables(BUDGET, columns));
    }

    /**
     * Compiles both templates.
     *
     * @throws TemplateException when one is malformed or uses partials; the message names the key and the line
     */
    public static TaskTemplate compile(JobFile.Task task) throws TemplateException {
        return new TaskTemplate(
                TemplateSyntax.compile(INPUT, task.input()), TemplateSyntax.compile(BUDGET, task.budget()));
    }

    /** Names of the plain variables outside of sections, which every row must have, in order of appearance. */
    public Set<String> columns() {
        return Collections.unmodifiableSet(columns.keySet());
    }

    /** The key of the job file whose template needs this one of the {@link #columns()}; the first where both do. */
    String keyOf(String column) {
        return columns.getOrDefault(column, INPUT);
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
        return new Rendering.Rendered(text, tier);
    }

    private static Rendering refused(String key, Map<String, @Nullable Object> columns, RuntimeException e) {
        if (e instanceof MustacheException.Context missing) {
            String what = columns.containsKey(missing.key) ? "is null" : "is absent";
            return new Rendering.Refused(key + " needs the column \"" + missing.key + "\", which " + what);
        }
        return new Rendering.Refused(key + " cannot be rendered: " + e.getMessage());
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** Collects the variables outside of sections. */
    private record PlainVariables(String key, Map<String, String> keys) implements Mustache.Visitor {

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            if (!TemplateSyntax.SPECIAL.contains(name)) {
                keys.putIfAbsent(name, key);
            }
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            return false;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return false;
        }
    }
}
