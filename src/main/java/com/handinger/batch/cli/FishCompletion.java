package com.handinger.batch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Completions for fish: a line for each verb and each option, with the first sentence that its help has. */
final class FishCompletion {

    private static final String VERBS_OF = "__fish_seen_subcommand_from ";

    private final String program;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String program) {
        this.program = program;
    }

    /** The script for a program with all of its verbs. */
    static String of(CommandLine line) {
        FishCompletion completion = new FishCompletion(line.getCommandName());
        completion.add(line, List.of());
        return String.join("\n", completion.lines);
    }

    private void add(CommandLine line, List<String> path) {
        Map<String, CommandLine> verbs = new LinkedHashMap<>(line.getSubcommands());
        String here = here(path);
        String none = verbs.isEmpty() ? "" : "; and not " + VERBS_OF + String.join(" ", verbs.keySet());
        verbs.forEach((name, verb) -> lines.add(complete(path.isEmpty() ? "__fish_use_subcommand" : here + none)
                + " -f -a " + name + described(sentence(verb.getCommandSpec().usageMessage()))));
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (!option.hidden()) {
                lines.add(complete(path.isEmpty() ? "__fish_use_subcommand" : here)
                        + names(option)
                        + (option.arity().max() > 0 ? " -r" : "")
                        + words(option.completionCandidates())
                        + described(first(option.description())));
            }
        }
        line.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.completionCandidates() != null)
                .forEach(parameter -> lines.add(complete(here) + words(parameter.completionCandidates())));
        verbs.forEach((name, verb) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            add(verb, deeper);
        });
    }

    private String complete(String when) {
        return "complete -c " + program + " -n '" + when + "'";
    }

    private static String here(List<String> path) {
        return String.join("; and ", path.stream().map(VERBS_OF::concat).toList());
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    private static String words(@Nullable Iterable<String> candidates) {
        return candidates == null ? "" : " -f -a '" + String.join(" ", candidates) + "'";
    }

    private static String sentence(UsageMessageSpec usage) {
        return usage.header().length > 0 ? usage.header()[0] : first(usage.description());
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static String described(String text) {
        String sentence = text.replaceFirst("(?<=\\.) .*", "");
        return sentence.isEmpty()
                ? ""
                : " -d '" + sentence.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
