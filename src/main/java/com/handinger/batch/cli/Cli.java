package com.handinger.batch.cli;

import com.handinger.batch.jobfile.Source;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Journal;
import com.handinger.batch.progress.Screen;
import com.handinger.batch.progress.Tty;
import com.handinger.batch.progress.View;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.StopSwitch;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The whole command line of the program. One instance serves one call. */
public final class Cli {

    /** Taken by every verb with a job, so that scripts may reuse their options, but idle where nothing runs. */
    private static final List<String> RUN_ONLY = List.of("--run-id", "--runs-dir", "--sandbox");

    /** They work on a run that is there. */
    private static final List<String> NO_NEW_RUN =
            List.of("retry", "resolve", "verify", "stop", "prune", "export", "report");

    private final Ports ports;

    /**
     * What the command line talks to.
     *
     * @param environment environment variables
     * @param screen standard error
     * @param tty the same as a terminal
     * @param question what a person is asked there
     */
    public record Ports(
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            Screen screen,
            Tty tty,
            Question question) {

        /** @param err standard error */
        public Ports(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
            this(environment, in, out, err, new Tty(environment));
        }

        private Ports(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err, Tty tty) {
            this(environment, in, out, new Screen(err), tty, new Question());
        }

        /** Standard error; what is written there stays clear of a progress block. */
        public PrintStream err() {
            return screen.stream();
        }

        Console console(boolean quiet) {
            return console(View.PLAIN, quiet, new Journal(screen, false, false, InstantSource.system()));
        }

        Console console(View view, boolean quiet, Journal journal) {
            boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
            return new Console(out, screen, new Console.Voice(view, quiet, colour, tty), journal);
        }
    }

    private final StopSwitch stop = new StopSwitch();

    /** Prepares. */
    public Cli(Ports ports) {
        this.ports = ports;
        stop.onStop(() -> ports.question.withdraw());
    }

    /** Asks whatever is under way to stop, and says so; for any thread. */
    public void stop(String why) {
        boolean asked = ports.question.withdraw();
        ports.err()
                .println(
                        asked
                                ? "\n" + why
                                : why + ": finishing what is under way" + stop.patience()
                                        + "; a second signal leaves at once");
        stop.stop(why);
    }

    /** What is to be written to standard error by whoever ends the process at once; for any thread. */
    public String leftAtOnce() {
        return ports.screen.lastWords(
                "left at once: tasks that are under way go on at the server, and the same command (without --new)"
                        + " continues");
    }

    /** Says that the terminal has another size now; for any thread. */
    public void resized() {
        ports.tty.resized();
    }

    /** Does what the arguments say and returns the exit code of the process. Never throws. */
    public int run(List<String> arguments) {
        CommandLine line = new Verbs(ports, stop).line(arguments);
        line.setCommandName("handinger-batch");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // A text that begins with @ names a file of the verb's own.
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(false);
        explain(line);
        if (String.join("=", arguments).toLowerCase(Locale.ROOT).contains("--log-format=json")) {
            ports.screen.json();
        }
        line.setOut(writer(ports.out));
        line.setErr(writer(ports.err()));
        Failures failures = new Failures(ports, arguments);
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        try {
            return line.execute(withVerb(arguments, line).toArray(new String[0]));
        } catch (Exception | Error e) {
            return failures.unforeseen(e);
        }
    }

    private static void explain(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode exit : ExitCode.values()) {
            codes.put(String.format(Locale.ROOT, "%2d", exit.code()), exit.meaning());
        }
        codes.put(
                "130, 143", "left at once, by a second SIGINT or SIGTERM; the same command (without --new) continues");
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        CommandSpec validate = verb(line, "validate");
        CommandSpec doctor = verb(line, "doctor");
        PositionalParamSpec job = doctor.positionalParameters().get(0);
        doctor.remove(job);
        doctor.addPositional(job.toBuilder()
                .arity("0..1")
                .required(false)
                .paramLabel("[JOB]")
                .hideParamSyntax(true)
                .build());
        NO_NEW_RUN.forEach(verb -> {
            OptionSpec option = Objects.requireNonNull(verb(line, verb).findOption("--run-id"), verb);
            verb(line, verb).remove(option);
            verb(line, verb)
                    .addOption(option.toBuilder()
                            .description("The run of this name, and no other one.")
                            .build());
        });
        RUN_ONLY.forEach(name -> {
            OptionSpec option = Objects.requireNonNull(validate.findOption(name), name);
            validate.remove(option);
            validate.addOption(option.toBuilder().hidden(true).build());
        });
    }

    private static CommandSpec verb(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name), name).getCommandSpec();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** {@code JOB.yaml …} is short for {@code run JOB.yaml …}, whatever options stand before the file. */
    private static List<String> withVerb(List<String> arguments, CommandLine line) {
        String first = firstOperand(arguments, verb(line, "run"));
        if (first == null || !isJobFile(first)) {
            return arguments;
        }
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(arguments);
        return all;
    }

    /** The first argument that is neither an option of the verb nor the value of one; null without one. */
    private static @Nullable String firstOperand(List<String> arguments, CommandSpec verb) {
        boolean value = false;
        for (String argument : arguments) {
            if (!value && !argument.startsWith("-")) {
                return argument;
            }
            OptionSpec option = value ? null : verb.findOption(argument);
            value = option != null && option.arity().max() > 0;
        }
        return null;
    }

    private static boolean isJobFile(String argument) {
        String name = argument.toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml") || isInput(argument);
    }

    /** Whoever types an input in place of a job file is told so. */
    private static boolean isInput(String argument) {
        try {
            return Source.of(Path.of(argument)).format() != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
