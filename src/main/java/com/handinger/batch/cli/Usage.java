package com.handinger.batch.cli;

import com.handinger.batch.jobfile.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words for a command line that cannot be understood. */
final class Usage {

    private Usage() {}

    /** What is wrong, with the nearest right name where one is near. */
    static String message(ParameterException fault) {
        if (fault instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(
                    fault.getCommandLine().getCommandSpec(),
                    unmatched.getUnmatched().get(0));
        }
        return String.valueOf(fault.getMessage()).replaceFirst("is not an? (long|int)$", "is not a whole number");
    }

    /** Where to read on. */
    static String help(ParameterException fault) {
        return "Help: " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    }

    private static String unmatched(CommandSpec spec, String word) {
        return word.startsWith("-") ? option(spec, word.replaceFirst("=.*", "")) : operand(spec, word);
    }

    private static String operand(CommandSpec spec, String word) {
        if (!spec.subcommands().isEmpty()) {
            return "there is no verb \"" + word + "\"" + suggestion(word, verbs(spec).stream()) + "; the verbs: "
                    + String.join(", ", verbs(spec));
        }
        return spec.positionalParameters().isEmpty()
                ? spec.name() + " takes options only, and not \"" + word + "\""
                : spec.name() + " takes one job file"
                        + (spec.positionalParameters().size() > 1 ? " and one key" : "") + ", and not \"" + word
                        + "\" as well";
    }

    private static String option(CommandSpec spec, String name) {
        boolean verbs = !spec.subcommands().isEmpty();
        if (verbs && ofAVerb(spec, name)) {
            return name + " is an option of a verb and stands behind it, as in: handinger-batch run JOB.yaml " + name;
        }
        Stream<String> names = spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(option -> option.startsWith("--"));
        return (verbs ? "there is no option " : spec.name() + " has no option ") + name + suggestion(name, names);
    }

    private static boolean ofAVerb(CommandSpec spec, String option) {
        return spec.subcommands().values().stream()
                .anyMatch(verb -> verb.getCommandSpec().findOption(option) != null);
    }

    private static List<String> verbs(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandName)
                .distinct()
                .collect(Collectors.toList());
    }

    private static String suggestion(String word, Stream<String> names) {
        @Nullable String nearest = Nearest.of(word, names.toList());
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }
}
