package com.handinger.batch.cli;

import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.StopSwitch;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The whole command line of the program. One instance serves one call. */
public final class Cli {

    private final Ports ports;

    /**
     * What the command line talks to.
     *
     * @param environment environment variables
     */
    public record Ports(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {

        Console console(boolean quiet) {
            return new Console(out, err, quiet);
        }
    }

    private final StopSwitch stop = new StopSwitch();

    /** Prepares. */
    public Cli(Ports ports) {
        this.ports = ports;
    }

    /** Asks whatever is under way to stop; for any thread. */
    public void stop(String why) {
        stop.stop(why);
    }

    /** Does what the arguments say and returns the exit code of the process. Never throws. */
    public int run(List<String> arguments) {
        CommandLine line = new CommandLine(new MainCommand(), new Verbs(ports, stop));
        line.setCommandName("handinger-batch");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(false);
        line.setOut(writer(ports.out));
        line.setErr(writer(ports.err));
        Failures failures = new Failures(ports.err, arguments.contains("-v") || arguments.contains("--verbose"));
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        return line.execute(withVerb(arguments, line.getSubcommands().keySet()).toArray(new String[0]));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** {@code JOB.yaml …} is short for {@code run JOB.yaml …}. */
    private static List<String> withVerb(List<String> arguments, Set<String> verbs) {
        boolean job = arguments.stream()
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .map(first -> !verbs.contains(first) && isJobFile(first))
                .orElse(false);
        if (!job || arguments.stream().anyMatch(verbs::contains)) {
            return arguments;
        }
        String[] all = new String[arguments.size() + 1];
        all[0] = "run";
        for (int i = 0; i < arguments.size(); i++) {
            all[i + 1] = arguments.get(i);
        }
        return Arrays.asList(all);
    }

    private static boolean isJobFile(String argument) {
        String name = argument.toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** The exit codes for {@code --help}, a line each. */
    static String exitCodes() {
        return Arrays.stream(ExitCode.values())
                .map(exit -> exit.code() + " " + exit.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
