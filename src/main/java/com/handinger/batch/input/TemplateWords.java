package com.handinger.batch.input;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the library says of a template that it cannot read, in words for whoever wrote the template. */
final class TemplateWords {

    private static final Pattern UNCLOSED = Pattern.compile("Section missing close tag '(.*)'");
    private static final Pattern UNOPENED = Pattern.compile("Section close tag with no open tag '(.*)'");
    private static final Pattern MISMATCH =
            Pattern.compile("Section close tag with mismatched open tag '(.*)' != '(.*)'");
    private static final Pattern TRIPLE =
            Pattern.compile("Invalid triple-mustache tag: \\{\\{\\{([^}]*).*", Pattern.DOTALL);
    private static final Pattern HELPER = Pattern.compile("(?:if|unless|each|with)\\s+(.+)");

    private TemplateWords() {}

    static String of(String fault) {
        Matcher unclosed = UNCLOSED.matcher(fault);
        if (unclosed.matches()) {
            String name = unclosed.group(1);
            return "the section {{#" + name + "}} is never closed; end it with {{/" + name + "}}";
        }
        Matcher unopened = UNOPENED.matcher(fault);
        if (unopened.matches()) {
            String name = unopened.group(1);
            return "{{/" + name + "}} ends a section that nothing began; write {{#" + name
                    + "}} before it, or remove it";
        }
        Matcher mismatch = MISMATCH.matcher(fault);
        if (mismatch.matches()) {
            return mismatched(mismatch.group(2), mismatch.group(1));
        }
        Matcher triple = TRIPLE.matcher(fault);
        return triple.matches() ? "{{{ without }}}; write {{" + triple.group(1).strip() + "}}" : fault;
    }

    /** What stands behind a word of another template language, else the name itself. */
    static String column(String name) {
        Matcher helper = HELPER.matcher(name);
        return helper.matches() ? helper.group(1) : name;
    }

    private static String mismatched(String open, String end) {
        Matcher helper = HELPER.matcher(open);
        return helper.matches()
                ? "{{#" + open + "}} is not of Mustache; write {{#" + helper.group(1) + "}}…{{/" + helper.group(1)
                        + "}}"
                : "{{/" + end + "}} where {{/" + open + "}} is needed: the section {{#" + open + "}} is open";
    }
}
