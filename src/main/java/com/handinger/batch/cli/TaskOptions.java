package com.handinger.batch.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a task is told, now or by a schedule. */
final class TaskOptions {

    @Option(
            names = "--input",
            paramLabel = "TEXT",
            description = "What the worker is asked. @FILE reads a file, - standard input.")
    @Nullable
    String input;

    @Option(
            names = "--budget",
            paramLabel = "TIER",
            description = "low, standard, high, or unlimited, which asks first. Default: low.")
    String budget = "low";

    boolean unlimited() {
        return budget.equals("unlimited");
    }

    /** The input; the budget is checked, too. */
    String checked(Arguments arguments) {
        arguments.choice("--budget", budget, Arguments.BUDGETS);
        return arguments.needed("--input", input);
    }
}
