package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Written;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.ExportRequest;
import com.handinger.batch.run.ExportService;
import com.handinger.batch.run.StopSwitch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code export JOB}: rows from the ledger, any time. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes rows of the newest run, or of the one of --run-id, from its ledger, in the order of the input.",
            "Works at any time, also while a run holds the store (its process makes a copy to read) and after one that"
                    + " stopped. Sends nothing and changes nothing."
        },
        footer = {
            "",
            "Exit code 0: written; 2: there is no ledger or no such run, or the file cannot be written; 6: stopped, or no"
                    + " copy could be made; 7: a process holds the store that does not answer.",
            "",
            "Examples:",
            "  handinger-batch export jobs/fact-check.yaml --format csv --output so-far.csv",
            "  handinger-batch export jobs/fact-check.yaml --status failed,unusable | jq .error.class"
        })
final class ExportCommand implements Callable<Integer> {

    private static final String STDOUT = "-";

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Choices.Format.class,
            description = "jsonl or csv. Default: by the name of the file, else jsonl.")
    private @Nullable String format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = STDOUT,
            description = "The file, replaced in one step; - is standard output, which is the default.")
    private String output = STDOUT;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = Choices.Status.class,
            split = ",",
            description =
                    "Rows in these states: completed, failed, unusable, rejected, pending, sending, unknown, running, or"
                            + " all. Default: completed for jsonl, all for csv.")
    private List<String> status = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long to wait for a process that works with the store. Default: 5m.")
    private String patience = "";

    ExportCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        ResultFormat wanted = format();
        boolean stdout = output.equals(STDOUT);
        if (stdout && options.json && wanted == ResultFormat.CSV) {
            throw fault("--json speaks JSON lines on standard output, so that CSV needs a file: --output FILE");
        }
        ExportRequest request = request(options.read(ports.environment(), false), wanted);
        Console console = ports.console(false);
        Written written = new ExportService(console, stop, options.json).export(request);
        console.say(written.text());
        if (options.json) {
            console.data(written.doneLine());
        }
        return ExitCode.DONE.code();
    }

    private ResultFormat format() {
        String name = format;
        if (name == null) {
            return output.toLowerCase(Locale.ROOT).endsWith(".csv") ? ResultFormat.CSV : ResultFormat.JSONL;
        }
        return Arrays.stream(ResultFormat.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> fault("--format takes jsonl or csv, and not \"" + name + "\""));
    }

    private ExportRequest request(JobFile job, ResultFormat wanted) {
        Path target = output.equals(STDOUT) ? null : JobOptions.absolute(Path.of(output));
        try {
            return new ExportRequest(
                    job, options.runId, wanted, status, target, StartOptions.duration(spec, "--wait", patience));
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
