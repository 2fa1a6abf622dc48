package com.handinger.batch.cli;

import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import com.handinger.batch.sandbox.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    private static final int LARGEST_PORT = 65535;

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

    @Option(
            names = "--faults",
            paramLabel = "SHARE",
            description = "Share of the POSTs of tasks that go wrong: 5%% in many ways, or by name:"
                    + " dropAfterStart=2%%,silence=1%%.")
    private @Nullable String faults;

    @Option(
            names = "--key",
            paramLabel = "USER=KEY",
            description = "A user's API key; may be repeated. Default: any key is welcome, and all are one user.")
    private List<String> keys = List.of();

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description =
                    "What the service may do otherwise, such as successCode=201; may be repeated. See docs/sandbox.md.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", description = "Standard output gets the address as a JSON object.")
    private boolean json;

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
    public Integer call() throws InterruptedException, RunException {
        Console console = ports.console(false);
        try (Sandbox sandbox = Sandbox.start(options())) {
            String url = sandbox.baseUrl().toString();
            console.data(json ? CheckLines.sandbox(url) : "Sandbox at " + url);
            stop.await();
            return ExitCode.DONE.code();
        } catch (IOException e) {
            throw new RunException(ExitCode.USAGE, "the sandbox cannot start: " + e.getMessage(), e);
        }
    }

    private SandboxOptions options() {
        if (port < 0 || port > LARGEST_PORT) {
            throw fault("--port takes a number from 0 to 65535, and not " + port);
        }
        SandboxOptions options =
                SandboxOptions.defaults().withPort(port).withBooks(books).withKeys(keys());
        options = tuned(options, "latency", latency, "--latency takes a time with its unit such as 500ms or 2s");
        options = tuned(
                options, "rate", rate, "--rate takes requests per second such as 10, or per minute such as 600/m");
        try {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                options = Tuning.set(options, setting.getKey(), setting.getValue());
            }
            return faults == null ? options : Tuning.faults(options, faults);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private SandboxOptions tuned(SandboxOptions options, String key, @Nullable String text, String accepted) {
        try {
            return text == null ? options : Tuning.set(options, key, text);
        } catch (IllegalArgumentException e) {
            throw fault(accepted + ", and not \"" + text + "\"");
        }
    }

    /** The user of each key. */
    private Map<String, String> keys() {
        Map<String, String> users = new HashMap<>();
        for (String text : keys) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw fault("--key takes a user and a key such as alice=hdg_live_a");
            }
            users.put(text.substring(equals + 1), text.substring(0, equals));
        }
        return users;
    }

    private ParameterException fault(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }
}
