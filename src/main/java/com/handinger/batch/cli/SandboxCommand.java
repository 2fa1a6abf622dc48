package com.handinger.batch.cli;

import com.handinger.batch.jobfile.Units;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Limits;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sandbox}: the embedded API on a port of its own, until it is stopped. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the embedded Handinger API on 127.0.0.1 until Ctrl-C, for trying jobs without a key.",
            "Tasks take a while and cost credits that nobody pays."
        },
        footer = {
            "",
            "Example:",
            "  handinger-batch sandbox --port 8787",
            "  handinger-batch run jobs/fact-check.yaml --set api.baseUrl=http://127.0.0.1:8787"
        })
final class SandboxCommand implements Callable<Integer> {

    private static final double SIGMA = 1.0;
    private static final int CAP_FACTOR = 50;
    private static final int LARGEST_PORT = 65535;
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5})(/s|/m)?");

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 finds a free one. Default: 8787.")
    private int port = 8787;

    @Option(names = "--books", paramLabel = "DIR", description = "Keeps tasks in this folder. Default: memory only.")
    private @Nullable Path books;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            description = "Median time of a task, lognormal; 0ms answers at once. Default: by budget.")
    private @Nullable String latency;

    @Option(
            names = "--rate",
            paramLabel = "N[/s|/m]",
            description = {
                "Requests per second (or per minute, 600/m) that a key may make; others get 429 with Retry-After.",
                "Default: no limit."
            })
    private @Nullable String rate;

    /** Read by {@link Failures}. */
    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the cause of an error in full.")
    boolean verbose;

    SandboxCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = ports.console(false);
        try (Sandbox sandbox = Sandbox.start(options())) {
            console.data("Sandbox at " + sandbox.baseUrl());
            stop.await();
            return ExitCode.DONE.code();
        } catch (IOException e) {
            console.warn("the sandbox cannot start: " + e.getMessage());
            return ExitCode.USAGE.code();
        }
    }

    private Limits limits() {
        String text = rate;
        if (text == null) {
            return Limits.defaults();
        }
        Matcher parts = RATE.matcher(text);
        if (!parts.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rate takes requests per second such as 10, or per minute such as 600/m, and not \"" + text
                            + "\"");
        }
        int count = Integer.parseInt(parts.group(1));
        Duration span = "/m".equals(parts.group(2)) ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        return Limits.defaults().withRequests(count, span);
    }

    private SandboxOptions options() {
        if (port < 0 || port > LARGEST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port takes a number from 0 to 65535, and not " + port);
        }
        SandboxOptions options =
                SandboxOptions.defaults().withPort(port).withBooks(books).withLimits(limits());
        String text = latency;
        if (text == null) {
            return options;
        }
        Duration median = Units.duration(text);
        if (median == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--latency takes a time with its unit such as 500ms or 2s, and not \"" + text + "\"");
        }
        return options.withLatency(
                median.isZero()
                        ? Latency.fixed(Duration.ZERO)
                        : Latency.lognormal(median, SIGMA, median.multipliedBy(CAP_FACTOR)));
    }
}
