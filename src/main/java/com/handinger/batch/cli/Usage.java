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
        if (fault.getMessage() != null && fault.getMessage().equals("Missing required subcommand")) {
            CommandSpec group = fault.getCommandLine().getCommandSpec();
            return group.name() + " takes one of " + String.join(", ", verbs(group));
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
        if (spec.positionalParameters().isEmpty()) {
            return verb(spec) + " takes options only, and not \"" + word + "\"";
        }
        return verb(spec) + " takes " + operands(spec) + ", and not \"" + word + "\" as well";
    }

    /** The verb as it is typed. */
    private static String verb(CommandSpec spec) {
        return spec.parent() == null || spec.parent().parent() == null
                ? spec.name()
                : spec.parent().name() + " " + spec.name();
    }

    private static String operands(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .map(operand -> switch (operand.paramLabel()) {
                    case "JOB" -> "one job file";
                    case "KEY" -> "one key";
                    default -> "one " + operand.paramLabel();
                })
                .collect(Collectors.joining(" and "));
    }

    private static String option(CommandSpec spec, String name) {
        boolean verbs = !spec.subcommands().isEmpty();
        CommandSpec owner = verbs ? ownerOf(spec, name) : null;
        if (owner != null) {
            return name + " is an option of a verb and stands behind it, as in: " + owner.qualifiedName()
                    + owner.positionalParameters().stream()
                            .map(operand -> " " + operand.paramLabel())
                            .collect(Collectors.joining())
                    + " " + name;
        }
        Stream<String> names = spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(option -> option.startsWith("--"));
        return (verbs ? "there is no option " : verb(spec) + " has no option ") + name + suggestion(name, names);
    }

    /** The first verb with this option; null without one. */
    private static @Nullable CommandSpec ownerOf(CommandSpec spec, String option) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(verb -> verb.findOption(option) != null)
                .findFirst()
                .orElse(null);
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
