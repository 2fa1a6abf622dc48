package com.handinger.batch.input;

import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One template of {@code task.files}. */
final class AttachmentTemplate {

    static final String KEY = "task.files";

    private final Template path;
    private final List<Template> values = new ArrayList<>();

    AttachmentTemplate(String text, Map<String, String> names) throws TemplateException {
        path = TemplateSyntax.compile(KEY, text);
        Map<String, String> own = new LinkedHashMap<>();
        path.visit(new TemplateNames(KEY, own));
        own.forEach(names::putIfAbsent);
        for (String name : own.keySet()) {
            values.add(TemplateSyntax.compile(KEY, "{{{" + name + "}}}"));
        }
    }

    /** The path for a row; null when all of the columns that it is made from are empty. */
    @Nullable
    String render(Map<String, @Nullable Object> columns) {
        if (!values.isEmpty() && values.stream().allMatch(value -> empty(value, columns))) {
            return null;
        }
        String text = path.execute(columns).strip();
        return text.isEmpty() ? null : text;
    }

    private static boolean empty(Template value, Map<String, @Nullable Object> columns) {
        try {
            return value.execute(columns).isBlank();
        } catch (MustacheException.Context missing) {
            return columns.containsKey(missing.key);
        }
    }
}
