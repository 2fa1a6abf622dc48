package com.handinger.batch.input;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles a template and refuses what the library would take for text or look for in files. */
final class TemplateSyntax {

    /** Names that do not mean a column. */
    static final Set<String> SPECIAL = Set.of(".", "this", "-first", "-last", "-index");

    private static final Pattern LINE = Pattern.compile("(.*) @ line (\\d+)", Pattern.DOTALL);
    private static final Pattern EMPTY_TAG = Pattern.compile("\\{\\{[#^/&>{!]?\\s*}}");

    private static final Pattern TAG = Pattern.compile("\\{\\{[#^&{]?\\s*([^{}#^&/>!<$=\\s][^{}]*)}}}?");

    private TemplateSyntax() {}

    static Template compile(String key, String text) throws TemplateException {
        Matcher empty = EMPTY_TAG.matcher(text);
        if (empty.find() && !text.contains("{{=")) {
            throw fault(
                    key,
                    lineAt(text, empty.start()),
                    "a tag without a name; write the name of a column between {{ and }}");
        }
        RowValues values = new RowValues();
        Template template;
        try {
            template = Mustache.compiler()
                    .escapeHTML(false)
                    .emptyStringIsFalse(true)
                    .withCollector(values)
                    .withFormatter(values)
                    .compile(text);
        } catch (MustacheException e) {
            Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
            throw line.matches()
                    ? fault(key, Integer.parseInt(line.group(2)), TemplateWords.of(line.group(1)))
                    : fault(key, 1, TemplateWords.of(String.valueOf(e.getMessage())));
        } catch (IndexOutOfBoundsException e) {
            throw fault(key, 1, "a tag without a name");
        }
        Forbidden forbidden = new Forbidden(!text.contains("{{="));
        template.visit(forbidden);
        if (forbidden.place != null) {
            throw fault(key, lineAt(text, text.indexOf(forbidden.place)), forbidden.what);
        }
        return template;
    }

    /** The whole tags of a template that cannot be compiled, so that the names in them can still be looked at. */
    static String remains(String text) {
        if (text.contains("{{=")) {
            return "";
        }
        StringBuilder remains = new StringBuilder();
        TAG.matcher(text)
                .results()
                .map(tag -> TemplateWords.column(tag.group(1).strip()))
                .filter(name -> !name.replace(".", "").isEmpty())
                .forEach(name -> remains.append("{{").append(name).append("}}"));
        return remains.toString();
    }

    private static TemplateException fault(String key, int line, String what) {
        return new TemplateException(key, "line " + line + " of the template: " + what);
    }

    private static int lineAt(String text, int index) {
        return 1
                + (int) text.substring(0, Math.max(index, 0))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Looks through all of a template for what is not allowed; remembers the first find. */
    private static final class Forbidden implements Mustache.Visitor {

        private final boolean usualDelimiters;
        private @Nullable String place;
        private String what = "";

        private Forbidden(boolean usualDelimiters) {
            this.usualDelimiters = usualDelimiters;
        }

        private boolean found(String place, String what) {
            if (this.place == null) {
                this.place = place;
                this.what = what;
            }
            return false;
        }

        @Override
        public void visitText(String text) {
            int open = text.indexOf("{{");
            if (usualDelimiters && open >= 0) {
                found(
                        text.substring(open).lines().findFirst().orElse("{{"),
                        "a tag that is never closed; end it with }} (for literal braces change the delimiters:"
                                + " {{=<% %>=}})");
            }
        }

        @Override
        public void visitVariable(String name) {
            if (!name.equals(".") && name.replace(".", "").isEmpty()) {
                found("{{" + name, "\"" + name + "\" is no name of a column");
            }
        }

        @Override
        public boolean visitInclude(String name) {
            return found(name, "the partial {{> " + name + "}}; partials are not supported, write its text here");
        }

        @Override
        public boolean visitParent(String name) {
            return found(name, "the parent {{< " + name + "}}; template inheritance is not supported");
        }

        @Override
        public boolean visitBlock(String name) {
            return found(name, "the block {{$ " + name + "}}; template inheritance is not supported");
        }

        @Override
        public boolean visitSection(String name) {
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return true;
        }
    }
}
