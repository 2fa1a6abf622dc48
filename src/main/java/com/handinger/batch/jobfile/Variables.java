package com.handinger.batch.jobfile;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables in values: {@code ${NAME}}, {@code ${NAME:default}} (when unset), {@code ${NAME:-default}}
 * (when unset or empty); {@code $$} is one dollar sign. A dollar sign before anything else stays. What was put in is
 * not expanded again.
 */
final class Variables {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::(-?)([^}]*))?})?");

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The value of one variable; null when it is unset or empty. */
    @Nullable
    String get(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The text with its variables put in; null after at least one fault went to {@code faults}. */
    @Nullable
    String expand(String text, Consumer<String> faults) {
        StringBuilder expanded = new StringBuilder();
        boolean whole = true;
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String value = value(matcher, faults);
            whole &= value != null;
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value == null ? "" : value));
        }
        matcher.appendTail(expanded);
        return whole ? expanded.toString() : null;
    }

    private @Nullable String value(Matcher matcher, Consumer<String> faults) {
        if (matcher.group().equals("$$")) {
            return "$";
        }
        String name = matcher.group(1);
        if (name == null) {
            faults.accept("\"${\" without the name of an environment variable and a \"}\"");
            return null;
        }
        boolean emptyCounts = !"-".equals(matcher.group(2));
        String value = emptyCounts ? environment.get(name) : get(name);
        String result = value == null ? matcher.group(3) : value;
        if (result == null) {
            faults.accept("the environment variable " + name + " is not set");
        }
        return result;
    }
}
